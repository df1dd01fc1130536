/**
 * Lets the calls of one method of a connector out. Once `beforeCall` has thrown, every later call throws the same and sends
 * nothing. Once the CRM has refused the account (a limit, the token), later calls answer the same failure unsent: more refusals
 * would only count against the account.
 */
import { isOfAccount, type Failure } from '../core/failure';
import type { CallSlots } from './call-slots';
import { CallFailure, type CallContext, type CallKind } from './connector';

type Refusal = { readonly ok: false; readonly failure: Failure };

export class CallGate {
  /** The refused permission; awaiting it again throws the same again. */
  private halted: Promise<void> | null = null;
  private refused: Failure | null = null;

  /** @param slots over all methods */
  constructor(
    private readonly slots: CallSlots,
    private readonly context: Pick<CallContext, 'beforeCall' | 'mayWait'>,
  ) {}

  /** @param call awaits the permission it is given right before each HTTP call */
  run<A extends { readonly ok: true }>(
    call: (permit: () => Promise<void>) => Promise<A | Refusal>,
    kind?: CallKind,
  ): Promise<A | Refusal> {
    return this.slots.run(this.context.mayWait ?? false, async () => {
      if (this.refused !== null) return { ok: false, failure: this.refused };
      await this.halted;
      const answer = await call(() => this.permit(kind)).catch(refusalOf);
      if (!answer.ok && isOfAccount(answer.failure)) this.refused = answer.failure;
      return answer;
    });
  }

  private async permit(kind: CallKind | undefined): Promise<void> {
    const permission = this.halted ?? this.context.beforeCall(kind);
    await permission.catch((error: unknown) => {
      if (error instanceof CallFailure) throw error;
      this.halted ??= permission;
    });
    await this.halted; // refused to this call, or to a neighbour while this one waited: both throw here
  }
}

/** The account has no call for it now. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof CallFailure) return { ok: false, failure: error.failure };
  throw error;
}
