import type { Account } from '../connector';
import type { Send } from './call';

export function readAccount(_send: Send): Promise<Account> {
  throw new Error('not yet');
}

/** The id of the user whose token it is, of 18 characters. Throws `CallFailure`. */
export function readUserId(_send: Send): Promise<string> {
  throw new Error('not yet');
}
