/** What the methods of one connector share in one call of a method: how to send, and what is known of the org. */
import type { CallContext } from '../connector';
import type { Pace } from './bulk/pace';
import type { SalesforceSettings, Send } from './call';
import type { Describes } from './describe';
import type { PriceBook } from './price-book';

export interface Reach {
  readonly send: Send;
  readonly context: CallContext;
  readonly settings: SalesforceSettings;
  readonly describes: Describes;
  readonly priceBook: PriceBook;
  /** The id of the user that we are, of 18 characters; asked for once. Throws `CallFailure`. */
  readonly userId: () => Promise<string>;
  /** Of looks at jobs that are read from; absent: as Salesforce takes them. */
  readonly queryPace?: Pace & { readonly pageRows: number };
}
