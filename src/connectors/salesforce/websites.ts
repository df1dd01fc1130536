/** One site has many spellings in a field of type `url`, which holds what people wrote. */
import { folded } from './rows';

const schemes = ['', 'http://', 'https://'];
const prefixes = ['', 'www.'];
const endings = ['', '/'];

/** Without scheme, `www.` and slashes at the end, in lower case: by this, addresses are compared. */
export function siteOf(text: string): string {
  const bare = folded(text.trim())
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '');
  return bare.replace(/(?<!\/)\/+$/, '');
}

/** As a site is usually written; Salesforce compares without case. */
export function spellingsOf(text: string): readonly string[] {
  const site = siteOf(text);
  if (site === '') return [];
  return schemes.flatMap((scheme) => prefixes.flatMap((www) => endings.map((end) => scheme + www + site + end)));
}
