/**
 * The port to what a CRM sends by itself: deliveries that it signs, or messages that it does not. Events are hints: they name
 * records to look at, and nothing they say of a record's values is read. All of it is pure; secrets and the time are passed in.
 */

/** As it came over HTTP. */
export interface Delivery {
  readonly method: string;
  /** As the CRM called it: our public origin, with path and query of the request. */
  readonly url: string;
  readonly body: Buffer;
  /** By name in lower case; a list where one came more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface RemoteEvent {
  /** The CRM's id of the account it is about. */
  readonly accountId: string;
  readonly kind:
    | 'changed'
    | 'created'
    | 'deleted'
    | 'privacyDeleted'
    | 'restored'
    | 'merged'
    | 'associated'
    /** Of a type or an object that we know nothing of; names no records. */
    | 'unknown';
  /** Everything that it concerns; `object` by the CRM's name (`contacts`). */
  readonly records: readonly { readonly object: string; readonly id: string }[];
  readonly occurredAt: Date | null;
  /** Written by the app that is told, as far as the CRM says so. */
  readonly isOurs: boolean;
}

export type EventsRead =
  | { readonly ok: true; readonly events: readonly RemoteEvent[] }
  | {
      readonly ok: false;
      readonly problem: 'not-json' | 'not-an-array' | 'too-many' | 'malformed-event';
      /** For a person; holds nothing of the body. */
      readonly message: string;
    };

/** What a delivery may be signed with. */
export interface Trust {
  /** Those of all accounts that it names; an empty one fits nothing. */
  readonly secrets: readonly string[];
  readonly now: Date;
  /** The signature of old is taken as well. */
  readonly acceptV1: boolean;
}

export type SignatureVerdict =
  | {
      readonly ok: true;
      /** Place in `secrets`. */
      readonly signedWith: number;
      readonly isV1: boolean;
      /** The same for the same bytes, sent at the same time. */
      readonly signature: string;
    }
  | { readonly ok: false; /** A word for logs and figures. */ readonly reason: string };

export interface Webhooks {
  /**
   * Ids of the accounts that a body names, as often as it does: whose secrets to try. It may be anybody's, so nothing is built of it;
   * events that it does not find an account of are nobody's. Null: more than events are taken at once.
   */
  namedAccounts(body: Buffer): readonly string[] | null;
  /** To be asked once the signature is believed. Never throws, whatever the bytes are. */
  readEvents(body: Buffer): EventsRead;
  verify(delivery: Delivery, trust: Trust): SignatureVerdict;
}

export type MessageRead =
  | { readonly ok: true; readonly events: readonly RemoteEvent[] }
  | {
      readonly ok: false;
      /** `other-account`: it is well made, and of an account that the connection does not lead to. */
      readonly problem: 'malformed' | 'too-many' | 'other-account';
      /** For a person; holds nothing of the body. */
      readonly message: string;
    };

/** What a CRM sends that signs nothing: a secret in the URL says whose it is. */
export interface Messages {
  /** Never throws, whatever the bytes are. */
  readMessage(body: Buffer, accountId: string): MessageRead;
  /** Tells the CRM that all of a message was taken in. After any other answer it sends it again. */
  readonly taken: { readonly contentType: string; readonly body: string };
}
