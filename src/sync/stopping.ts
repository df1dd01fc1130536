/**
 * A job of a CRM may take minutes, and whoever is told to stop does not wait for its end: what was noted of it, and the
 * connector's checkpoint, let the next process go on. What is in hand by then is nobody's fault, and counts no attempt.
 */
import type { CallContext, CallKind } from '../connectors/connector';

export class Stopping extends Error {}

/** No call leaves any more once the process is stopping: `beforeCall` throws `Stopping`. */
export function unlessStopping(call: CallContext, isStopping: () => boolean): CallContext {
  const beforeCall = async (kind?: CallKind): Promise<void> => {
    if (isStopping()) throw new Stopping('the process is stopping');
    await call.beforeCall(kind);
  };
  return { ...call, beforeCall };
}
