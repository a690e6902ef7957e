/** What a process of the service does; one process may do everything. */

const ROLES = ['api', 'worker', 'poller'] as const;
export type Role = (typeof ROLES)[number];

/** `api,worker` as a set; undefined when a name is none of the three. */
export function rolesOf(text: string | undefined): ReadonlySet<Role> | undefined {
  const names = text === undefined ? ROLES : text.split(',').map((name) => name.trim());
  const roles = ROLES.filter((role) => names.includes(role));
  return names.every((name) => ROLES.some((role) => role === name)) ? new Set(roles) : undefined;
}
