import type { CallFailure } from '../connectors/connector';
import type { RefreshRefusal } from '../connectors/token';
import { crmNames, type Crm } from '../core/crm';
import type { Failure } from '../core/failure';

type Refusal =
  | {
      /** The CRM itself. */
      readonly code: 'crm';
      readonly failure: Failure;
    }
  /** A document says all of its fields: what settings say beside it would not count. */
  | { readonly code: 'said-in-mapping' }
  /** It was said when the connection was made, and otherwise. */
  | { readonly code: 'first-load-said' }
  /** Our own app at the CRM: the operator's to set. */
  | { readonly code: 'app'; readonly crm: Crm }
  /** Where the account answers: nobody said it, and the CRM answers each at another address. */
  | { readonly code: 'no-url'; readonly crm: Crm }
  | {
      readonly code: 'production-account' | 'unconfirmed-account' | 'other-account';
      /** The one that the token opens. */
      readonly accountId: string;
    }
  | {
      readonly code: 'account-taken';
      readonly accountId: string;
      /** The connection that has it. */
      readonly takenBy: string;
    };

/** Why an account was not connected. What to do next is not in the message: a command and an API have different words. */
export class ConnectRefused extends Error {
  constructor(
    readonly refusal: Refusal,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ConnectRefused';
  }

  static by(cause: CallFailure): ConnectRefused {
    const { failure } = cause;
    return new ConnectRefused({ code: 'crm', failure }, said(failure), { cause });
  }

  static byApp(refusal: RefreshRefusal, crm: Crm, now: Date): ConnectRefused {
    const { kind, code, message, notBefore } = refusal;
    if (kind === 'configuration') return new ConnectRefused({ code: 'app', crm }, said(refusal));
    const failure: Failure =
      kind === 'retry' && notBefore !== null && notBefore > now
        ? { kind: 'throttled', code, message, until: notBefore }
        : { kind, code, message };
    return new ConnectRefused({ code: 'crm', failure }, said(refusal));
  }

  static withoutUrl(crm: Crm): ConnectRefused {
    return new ConnectRefused({ code: 'no-url', crm }, `nobody said where this account of ${crmNames[crm]} answers.`);
  }

  static withoutApp(crm: Crm): ConnectRefused {
    return new ConnectRefused({ code: 'app', crm }, 'no app is set whose refresh tokens could be used.');
  }
}

const said = ({ message, code }: Pick<Failure, 'message' | 'code'>): string =>
  `${message.replace(/\.?$/, '')} (${code}).`;
