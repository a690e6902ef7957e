import { expect, it } from 'vitest';
import { settableClock, systemClock } from '../../src/adapters/clock.ts';
import { openLog } from '../../src/adapters/log.ts';

const logged = (work: (log: ReturnType<typeof openLog>) => void): unknown[] => {
  const lines: string[] = [];
  work(openLog({ write: (line) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line));
};

it('writes one JSON line per event with its level, time and facts', () => {
  expect(logged((log) => log.warn('work.postponed', { queue: 'claim', attempt: 2 }))).toEqual([
    {
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      event: 'work.postponed',
      queue: 'claim',
      attempt: 2,
    },
  ]);
});

it('leaves out facts that nobody allowed and says which, and cuts long ones', () => {
  const facts = { patientName: 'SMITH', member: 'W123', reason: 'x'.repeat(9_999) };
  const [line] = logged((log) => log.info('mapped', facts)) as Record<string, unknown>[];
  expect(line).toMatchObject({ dropped: 'patientName member', reason: 'x'.repeat(500) });
  expect(JSON.stringify(line)).not.toMatch(/SMITH|W123/);
});

it('leaves out objects, which could hold anything', () => {
  const sneaky = { error: new Error('SMITH') } as unknown as Record<string, string>;
  const [line] = logged((log) => log.error('failed', sneaky)) as Record<string, unknown>[];
  expect(line).toMatchObject({ event: 'failed', dropped: 'error' });
});

it('can be silent', () => {
  const lines: string[] = [];
  openLog({ level: 'silent', write: (line) => lines.push(line) }).error('x');
  expect(lines).toEqual([]);
});

it('has a clock that runs and one that is set', () => {
  expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1_000);
  const clock = settableClock('2026-03-01T10:00:00Z');
  clock.advance(86_400_000);
  expect(clock.now()).toEqual(new Date('2026-03-02T10:00:00Z'));
  clock.now().setFullYear(1999);
  clock.set('2026-04-01T00:00:00Z');
  expect(clock.now()).toEqual(new Date('2026-04-01T00:00:00Z'));
  expect(() => settableClock('yesterday')).toThrow('not a time');
});
