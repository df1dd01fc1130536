/**
 * Which e-mail addresses Salesforce takes (help.salesforce.com 000384328, 2026-05-11, and an older page of its help for the
 * characters): at most 80 characters, two dots together or one before the @ as Japanese addresses have them, but none at the
 * beginning; comments in parentheses. No expression of Salesforce's own is known. No general validator is asked: they refuse what
 * it takes.
 */
import { mistake, partsOf, type EmailMistake, type EmailRules } from '../../core/email';

/** Of the standard fields. */
const longestAddress = 80;

const localPart = /^[a-z0-9.!#$%&'*/=?^_+`{|}~-]+$/;
const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
/** Letters, or an internationalised one in the form that DNS has it. */
const topLevelDomain = /^(?:[a-z]{2,}|xn--[a-z0-9-]*[a-z0-9])$/;
const comment = /^\([^()\\]*\)|\([^()\\]*\)$/g;

function mistakeIn(address: string): EmailMistake | null {
  const parts = partsOf(address);
  if ('code' in parts) return parts;
  if (address.length > longestAddress) return mistake('too-long', `is longer than ${longestAddress} characters`);
  if (/[^\x21-\x7e]/.test(address)) {
    return mistake('not-ascii', 'has letters that are not of ASCII, which the account does not take as a rule');
  }
  return mistakeInLocalPart(withoutComments(parts.local)) ?? mistakeInHost(withoutComments(parts.host));
}

const withoutComments = (part: string): string => (part.includes('(') ? part.replace(comment, '') : part);

function mistakeInLocalPart(local: string): EmailMistake | null {
  if (local === '') return mistake('no-local-part', 'has nothing before the @');
  if (local.startsWith('.')) return mistake('dots', 'begins with a dot');
  return localPart.test(local) ? null : mistake('characters', 'has characters before the @ that no address has');
}

function mistakeInHost(host: string): EmailMistake | null {
  const labels = host.split('.');
  const last = labels.at(-1) ?? '';
  if (labels.length < 2) return mistake('no-dot', 'has a domain without a dot');
  if (!labels.every((one) => label.test(one))) return mistake('host', 'has a domain that cannot be one');
  return topLevelDomain.test(last) ? null : mistake('unknown-tld', 'has a domain whose ending does not exist');
}

export const salesforceEmail: EmailRules = { mistakeIn, refusals: ['INVALID_EMAIL_ADDRESS'] };
