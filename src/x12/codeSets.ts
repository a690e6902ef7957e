/**
 * Lists of codes that other bodies keep, as far as we may ship them: values only, never their texts. A list is as old as
 * its date says, and a code that is not in it may be newer. Adjustment reasons, remark codes and claim statuses change
 * several times a year and have no list here: only their form is checked.
 */

/** Codes in a row; of those between two ends that share their letters, `A0-A8`, all. */
function listed(text: string): ReadonlySet<string> {
  const all = new Set<string>();
  for (const part of text.trim().split(/\s+/)) {
    const [, letters = '', from, to] = /^([A-Z]*)(\d+)-\1(\d+)$/.exec(part) ?? [];
    if (from === undefined || to === undefined) all.add(part);
    else for (let n = Number(from); n <= Number(to); n++) all.add(letters + String(n).padStart(from.length, '0'));
  }
  return all;
}

export type CodeSetName = keyof typeof codeSets;

export const codeSets = {
  /** States and territories of the United States, military post, provinces of Canada with the codes used before. */
  states: listed(`
  AA AB AE AK AL AP AR AS AZ BC CA CO CT DC DE FL FM GA GU HI IA ID IL IN KS KY LA MA MB MD ME MH MI MN MO MP MS
  MT NB NC ND NE NF NH NJ NL NM NS NT NU NV NY OH OK ON OR PA PE PQ PR QC RI SC SD SK TN TX UT VA VI VT WA WI WV
  WY YT
  `),
  /** ISO 3166-1, two letters. */
  countries: listed(`
  AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
  CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
  FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
  JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
  MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
  PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
  TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
  `),
  /** ISO 4217, in use on 2026-01-01. */
  currencies: listed(`
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
  CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
  IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
  MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
  RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
  UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
  `),
  /** Places of service, CMS, October 2026. */
  places: listed('01-09 10-27 31-34 41 42 49-58 60-62 65 66 71 72 81 99'),
  /** Claim status categories, X12 list 507: the snapshot of a public validator, without a date. */
  claimCategories: listed('A0-A8 D0 E0-E4 F0-F5 P0-P5 R0 R1 R3-R17 X0 F3F F3N RQ'),
} as const;
