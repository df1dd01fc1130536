/**
 * HubSpot's rules for a contact's e-mail address (HubSpot docs 2025-01 and its knowledge base): no missing @, quoted
 * local part, space, consecutive dots, non-ASCII local part or top-level domain that IANA does not list. Addresses are
 * stored in lower case. Plus-addresses stay distinct and dots are not folded. IANA's list is that of the public suffix list, which
 * holds every top-level domain of the root zone; `test`, `example`, `invalid` and `localhost` of RFC 2606 are none of them.
 */
import { domainToASCII } from 'node:url';
import { parse } from 'tldts';

/** RFC 5321, 4.5.3.1: a local part of at most 64 and a path of at most 254 characters. */
const LOCAL_PART_MAX = 64;
const ADDRESS_MAX = 254;
/** RFC 1035, 2.3.4. */
const NAME_MAX = 253;
/** RFC 5322 `atext`: what a local part may hold without quotes, between single dots. */
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const HOST_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The address as HubSpot stores it, or `undefined` when HubSpot would answer INVALID_EMAIL. */
export function storedEmail(written: string): string | undefined {
  const address = written.toLowerCase();
  const at = address.lastIndexOf('@');
  if (at < 1 || address.length > ADDRESS_MAX) return undefined;
  const localPart = address.slice(0, at);
  if (localPart.length > LOCAL_PART_MAX || !LOCAL_PART.test(localPart)) return undefined;
  return isHost(address.slice(at + 1)) ? address : undefined;
}

function isHost(host: string): boolean {
  if (/[\s%/\\?#:[\]\uff01-\uff5e]/.test(host)) return false; // domainToASCII would mend these as a browser does
  const name = domainToASCII(host);
  const labels = name.split('.');
  const isName = name.length <= NAME_MAX && labels.length >= 2 && labels.every((label) => HOST_LABEL.test(label));
  return isName && parse(name).isIcann === true;
}
