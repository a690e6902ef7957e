/** `2027-01-01` is `2027q1`: part of the keys that files of a quarter have among the sources. */
export const quarterOf = (date: string): string => `${date.slice(0, 4)}q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
