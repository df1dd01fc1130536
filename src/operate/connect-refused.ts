import type { CallFailure } from '../connectors/connector';
import type { Failure } from '../core/failure';

type Refusal =
  | {
      /** The CRM itself. */
      readonly code: 'crm';
      readonly failure: Failure;
    }
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
    return new ConnectRefused({ code: 'crm', failure }, `${failure.message.replace(/\.?$/, '')} (${failure.code}).`, {
      cause,
    });
  }
}
