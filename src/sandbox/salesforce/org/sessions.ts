/** Who may call: the sessions that were given out, by their ids. */
import { createHash } from 'node:crypto';

export interface Session {
  readonly userId: string;
}

export class Sessions {
  private readonly byHash = new Map<string, Session>();

  add(token: string, session: Session): void {
    this.byHash.set(hashOf(token), session);
  }

  /** Found by a hash, so that nothing is learned from how long it takes. */
  find(token: string): Session | undefined {
    return this.byHash.get(hashOf(token));
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
