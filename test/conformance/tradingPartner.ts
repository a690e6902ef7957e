import { beforeEach, describe, expect, it } from 'vitest';
import type { TradingPartner } from '../../src/ports.ts';

export interface PartnerUnderTest {
  readonly partner: TradingPartner;
  /** The other side's view: the files it received from us, by name. */
  received(): Promise<Readonly<Record<string, string>>>;
  /** The other side leaves a complete file for us. */
  leave(name: string, content: string): Promise<void>;
}

export const INTERCHANGE =
  'ISA*00*          *00*          *ZZ*S*ZZ*R*260101*1200*^*00501*000000001*0*T*:~IEA*0*000000001~\n';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

/** What every trading partner must do, run against each one that exists. */
export function tradingPartnerConformance(what: string, open: () => Promise<PartnerUnderTest>): void {
  describe(`${what} as a trading partner`, () => {
    let under: PartnerUnderTest;
    beforeEach(async () => {
      under = await open();
    });

    it('delivers the exact bytes under the name we gave', async () => {
      expect(await under.partner.send({ name: '837-000000001.x12', bytes: bytes(INTERCHANGE) })).toBe('sent');
      expect(await under.received()).toEqual({ '837-000000001.x12': INTERCHANGE });
    });

    it('takes a second send of the same file for the same file', async () => {
      const file = { name: 'a.x12', bytes: bytes(INTERCHANGE) };
      expect(await under.partner.send(file)).toBe('sent');
      expect(await under.partner.send(file)).toBe('sent');
      expect(await under.received()).toEqual({ 'a.x12': INTERCHANGE });
    });

    it('gives us the files left for us, in order of their names, until they are archived', async () => {
      await under.leave('b.835', INTERCHANGE.replaceAll('000000001', '000000002'));
      await under.leave('a.999', INTERCHANGE);
      const files = await under.partner.receive();
      expect(files.map((file) => file.name)).toEqual(['a.999', 'b.835']);
      expect(text(files[0]?.bytes ?? new Uint8Array())).toBe(INTERCHANGE);
      await under.partner.archive('a.999');
      await under.partner.archive('a.999');
      expect((await under.partner.receive()).map((file) => file.name)).toEqual(['b.835']);
      await under.partner.archive('b.835');
      expect(await under.partner.receive()).toEqual([]);
    });

    it('gives us a name again that the other side used again', async () => {
      for (const control of ['000000001', '000000002', '000000001']) {
        const content = INTERCHANGE.replaceAll('000000001', control);
        await under.leave('daily.999', content);
        const [file] = await under.partner.receive();
        expect(text(file?.bytes ?? new Uint8Array())).toBe(content);
        await under.partner.archive('daily.999');
      }
      expect(await under.partner.receive()).toEqual([]);
    });

    it('is not harmed by archiving what was never there', async () => {
      await under.partner.archive('never.999');
      await under.partner.archive('../../outside');
      expect(await under.partner.receive()).toEqual([]);
    });
  });
}
