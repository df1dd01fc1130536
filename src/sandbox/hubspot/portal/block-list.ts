/**
 * E-mail addresses of people who asked to be forgotten before anybody knew them. Only hashes are kept, as the point of
 * the list is that the addresses are not.
 */
import { createHash } from 'node:crypto';

export class BlockList {
  private readonly fingerprints = new Set<string>();

  /** Whether one of the addresses, separated by `;`, is on the list. */
  hasOneOf(emails: string): boolean {
    return this.fingerprints.size > 0 && emails.split(';').some((email) => this.fingerprints.has(fingerprint(email)));
  }

  add(blocked: string): void {
    this.fingerprints.add(blocked);
  }

  all(): Iterable<string> {
    return this.fingerprints;
  }
}

export function fingerprint(email: string): string {
  return createHash('sha256').update(email.toLowerCase()).digest('hex');
}
