/** Words that the files under `mappings/` share: dates, codes, lists. */

import { z } from 'zod';

export const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'write a date as YYYY-MM-DD');
export const openDate = date.nullable();
export const text = z.string().min(1);
export const words = z.array(text);
/** HCPCS and CPT codes: five characters. YAML must quote those made of digits only. */
export const code = z
  .string()
  .regex(/^[A-Z0-9]\d{4}$/, 'write a code as five characters, in quotes when they are all digits');
export const codes = z.array(code);
export const form = z.enum(['837P', '837I']);
export const lineOfBusiness = text;
