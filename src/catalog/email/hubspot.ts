/**
 * Which e-mail addresses HubSpot takes (HubSpot docs 2025-01 and its page "How does HubSpot validate email addresses"): those of RFC
 * 2822 without a quoted part before the @, whose top-level domain IANA lists, in any script.
 */
import { parse } from 'tldts';
import isEmail from 'validator/lib/isEmail';
import { longestHost, mistake, partsOf, remembering, type EmailMistake, type EmailRules } from '../../core/email';

/** RFC 5321, 4.5.3.1. */
const longestLocalPart = 64;
const longestAddress = 254;

/** RFC 5322, `dot-atom`. Beyond ASCII it is not taken (unverified). */
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const asciiHost = /^[a-z0-9.-]+$/;
const notInHosts = /[^a-z0-9.\-\u0080-\u{10ffff}]/u;
const asciiLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function mistakeIn(address: string): EmailMistake | null {
  const parts = partsOf(address);
  if ('code' in parts) return parts;
  if (address.length > longestAddress) return mistake('too-long', `is longer than ${longestAddress} characters`);
  return mistakeInLocalPart(parts.local) ?? mistakeInHost(parts.host);
}

function mistakeInLocalPart(local: string): EmailMistake | null {
  if (local.length > longestLocalPart) {
    return mistake('local-part-too-long', `has more than ${longestLocalPart} characters before the @`);
  }
  if (localPart.test(local)) return null;
  if (/[^\x21-\x7e]/.test(local)) return mistake('not-ascii', 'has letters before the @ that are not of ASCII');
  if (/^\.|\.\.|\.$/.test(local))
    return mistake('dots', 'has a dot at an end of the part before the @, or two together');
  return mistake('characters', 'has characters before the @ that no address has');
}

const mistakeInHost = remembering((host: string): EmailMistake | null => {
  const ascii = toAscii(host);
  const isHost = ascii !== null && isEmail(`a@${host}`) && ascii.split('.').every((label) => asciiLabel.test(label));
  if (!isHost) return mistake('host', 'has a domain that cannot be one');
  if (parse(ascii).isIcann) return null;
  return mistake('unknown-tld', 'has a domain whose ending does not exist');
});

/** As DNS has it; null when it cannot be said there. `URL` mends what cannot stand in a host, which was refused before. */
function toAscii(host: string): string | null {
  if (host.length > longestHost) return null;
  if (asciiHost.test(host) && !host.includes('xn--')) return host;
  if (notInHosts.test(host)) return null;
  const url = `http://${host}/`;
  const ascii = URL.canParse(url) ? new URL(url).hostname : '';
  return ascii === '' || ascii.length > longestHost ? null : ascii;
}

export const hubspotEmail: EmailRules = { mistakeIn, refusals: ['INVALID_EMAIL'] };
