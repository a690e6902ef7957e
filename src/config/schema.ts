import { z } from 'zod';
import { isNpi } from '../npi.ts';

/**
 * The settings of one site. Every message says what to write instead and never repeats the value: it may be a secret.
 * Names and shapes follow Settings and Route in world.ts, so that main.ts passes them on as they are.
 */
const digits = (count: string, what: string) =>
  z.string().regex(new RegExp(`^[0-9]{${count}}$`), `must be ${what}, digits only, in quotes`);
const x12Text = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most, `must be at most ${most} characters`)
    .regex(/^[A-Za-z0-9 !"&'()+,\-./;?=_@#$%]*$/, 'may hold letters, digits, spaces and plain punctuation only');
const milliseconds = z.int('must be a whole number of milliseconds').min(0, 'must not be negative');
const plainName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be small letters, digits and hyphens');

/** Patient data travels encrypted; only a server on this very machine may be plain. */
const secureUrl = z.url('must be a URL').refine((text) => {
  const url = URL.parse(text);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere);
}, 'must begin with https:// (http:// only for this machine)');

const databaseUrl = z
  .string()
  .refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''), 'must be a postgres:// URL');
const redisUrl = z
  .string()
  .refine((text) => /^rediss?:$/.test(URL.parse(text)?.protocol ?? ''), 'must be a redis:// or rediss:// URL');

const timeZone = z.string().refine((zone) => {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}, 'must be an IANA time zone such as America/Chicago');

const auth = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({
      kind: z.literal('client-secret'),
      tokenUrl: secureUrl.optional(),
      clientId: z.string().min(1),
      clientSecret: z.string().min(1),
      scope: z.string().optional(),
    }),
    z.strictObject({
      kind: z.literal('private-key-jwt'),
      tokenUrl: secureUrl.optional(),
      clientId: z.string().min(1),
      privateKey: z.string().includes('PRIVATE KEY', { message: 'must be a PKCS#8 private key in PEM' }),
      keyId: z.string().min(1),
      algorithm: z.enum(['ES384', 'RS384']).default('ES384'),
      scope: z.string().optional(),
    }),
  ],
  'kind must be none, client-secret or private-key-jwt',
);

const end = z.strictObject({
  qualifier: z.string().regex(/^[0-9A-Z]{2}$/, 'must be two characters, such as ZZ or 30'),
  id: x12Text(15),
  name: x12Text(60),
});

const partner = z.strictObject({
  name: plainName,
  directory: z.string().min(1),
  /** Whether this partner was seen to ignore a second copy of a file. False until somebody tried. */
  ignoresDuplicates: z.boolean().default(false),
  /** `basic`: capitals, digits and the plainest punctuation only. */
  characters: z.enum(['basic', 'extended'], 'must be basic or extended').default('extended'),
  sender: end,
  receiver: end,
});

const practice = z.strictObject({
  name: x12Text(60),
  npi: z.string().refine(isNpi, 'must be an NPI: ten digits in quotes with a valid check digit'),
  taxId: digits('9', 'nine digits'),
  /** TRN03 of our requests; without it 1 and the tax number. */
  originator: z
    .string()
    .regex(
      /^[0-9A-Z]{10}$/,
      'must be an originator id: ten capital letters or digits, in quotes, such as 1 and the tax number',
    )
    .exactOptional(),
  taxonomy: z
    .string()
    .regex(/^[0-9A-Z]{10}$/, 'must be a ten-character taxonomy code')
    .optional(),
  address: z.strictObject({
    line: x12Text(55),
    line2: x12Text(55).optional(),
    city: x12Text(30),
    state: z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter state'),
    postalCode: digits('9', 'nine digits (ZIP+4, which a billing provider must give)'),
  }),
  contact: z.strictObject({ name: x12Text(60), phone: digits('10', 'ten digits') }),
});

const site = z.strictObject({
  system: z.string().optional(),
  value: z.string().min(1),
  placeOfService: digits('2', 'a place-of-service code of two digits'),
});

/** A directory of one's own for each: two partners on one would read each other's answers. */
const distinct = (partners: readonly z.output<typeof partner>[]): boolean =>
  new Set(partners.map((one) => one.name)).size === partners.length &&
  new Set(partners.map((one) => one.directory)).size === partners.length;

export const CONFIG = z.strictObject({
  dataDir: z.string().min(1),
  /** Begins every reference and claim number; two installations that send to one payer must differ in it. */
  instance: z
    .string()
    .regex(/^[A-Z]{1,4}$/, 'must be one to four capital letters')
    .default('IB'),
  databaseUrl: databaseUrl.optional(),
  redisUrl: redisUrl.optional(),
  queueBackend: z.enum(['postgres', 'redis']).optional(),
  ehr: z.strictObject({ name: plainName, baseUrl: secureUrl, auth: auth.default({ kind: 'none' }) }),
  partners: z.array(partner).min(1, 'must name at least one').refine(distinct, 'must differ in name and directory'),
  practice,
  usage: z.enum(['T', 'P']).default('T'),
  sites: z.array(site).default([]),
  timeZone,
  orderSettleMs: milliseconds.default(60_000),
  visitSettleMs: milliseconds.default(15 * 60_000),
  pollEveryMs: milliseconds.default(300_000),
  web: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(8080),
      /** Where the EHR reaches this service from outside; with it, we subscribe to changes. */
      publicUrl: secureUrl.optional(),
      /** What an EHR's notifications must carry; and what people and their tools must. */
      webhookSecret: z.string().min(16, 'must be at least 16 characters').optional(),
      adminToken: z.string().min(16, 'must be at least 16 characters').optional(),
      gateToken: z.string().min(16, 'must be at least 16 characters').optional(),
    })
    .prefault({}),
  logLevel: z.enum(['info', 'warn', 'error', 'silent']).default('info'),
});
