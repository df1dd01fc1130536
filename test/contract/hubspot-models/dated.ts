/**
 * HubSpot's date-based paths. The client does not know them yet; they are other names for the same routes, with the same
 * models, so what is published for the old names is expected of them (HubSpot's specs of 2026-08).
 */

export const dates = ['2026-03', '2026-09'] as const;
export type Version = (typeof dates)[number];

/** `/crm/v3/objects/contacts` is `/crm/objects/2026-09/contacts`. */
export function datedPath(path: string, version: Version): string {
  return path
    .replace(/^\/crm\/v[34]\/(\w+)/, `/crm/$1/${version}`)
    .replace(/^\/account-info\/v3\//, `/account-info/${version}/`);
}

/** The old name; a path without a date is left as it is. */
export function undatedPath(path: string): string {
  const [, family = '', rest = ''] = /^\/crm\/(\w+)\/20\d\d-\d\d(.*)$/.exec(path) ?? [];
  if (family === '') {
    return path
      .replace(/^\/account-info\/20\d\d-\d\d\//, '/account-info/v3/')
      .replace(/^\/app-webhooks\/20\d\d-\d\d\//, '/webhooks/v3/');
  }
  const isFourth = family === 'associations' || /^\/[^/]+\/[^/]+\/associations\//.test(rest);
  return `/crm/${isFourth ? 'v4' : 'v3'}/${family}${rest}`;
}

/** Every batch of associations answers 200 there, and so does a batch of new properties. */
export function datedStatus(oldPath: string, status: number): number {
  const is200 =
    /^\/crm\/v4\/associations\/.+\/batch\//.test(oldPath) || /\/properties\/[^/]+\/batch\/create$/.test(oldPath);
  return is200 && (status === 201 || status === 204) ? 200 : status;
}
