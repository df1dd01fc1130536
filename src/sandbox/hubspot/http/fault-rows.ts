/** Faults that take rows out of a batch: some are refused one by one, or all vanish without a word. */
import { struckRows } from '../../common/struck-rows';
import type { Fault, PartialFault } from '../portal/fault-effects';
import type { SeededRandom } from '../../common/random';
import type { Json } from './body';
import type { Answer, Call } from './route';

/** A call as a fault lets it through, and what the fault makes of its answer. */
export interface SpoiledCall {
  readonly call: Call;
  readonly spoil: (answer: Answer) => Answer;
}

/** `partly` is the status of a batch of which some rows failed. */
export function spoilCall(
  fault: Fault,
  call: Call,
  { random, partly }: { readonly random: SeededRandom; readonly partly: number },
): SpoiledCall {
  const unchanged = { call, spoil: (answer: Answer) => answer };
  if (fault.kind === 'stale-search') return { ...unchanged, call: { ...call, staleIndex: true } };
  if (fault.kind === 'no-results') {
    const withoutRows = fault.when === 'before' && inputsOf(call) !== undefined ? withInputs(call, []) : call;
    return { call: withoutRows, spoil: withoutResults };
  }
  const inputs = fault.kind === 'partial' ? inputsOf(call) : undefined;
  if (fault.kind !== 'partial' || inputs === undefined) return unchanged;
  const refused = struckRows(fault.rows, inputs.length, random);
  const kept = inputs.filter((_input, index) => !refused.has(index));
  const items = inputs.filter((_input, index) => refused.has(index)).map((input) => refusedItem(fault, input));
  return { call: withInputs(call, kept), spoil: (answer) => withErrors(answer, items, partly) };
}

function inputsOf(call: Call): readonly unknown[] | undefined {
  const inputs = (call.body as { readonly inputs?: unknown } | null | undefined)?.inputs;
  return Array.isArray(inputs) ? (inputs as readonly unknown[]) : undefined;
}

function withInputs(call: Call, inputs: readonly unknown[]): Call {
  return { ...call, body: { ...(call.body as Json), inputs } };
}

/** The context is what a caller can know its row by: trace id, id, or the two ends of an association. */
function refusedItem({ category, code, message }: PartialFault, input: unknown): unknown {
  const row = (input ?? {}) as Json;
  const context: Record<string, readonly unknown[]> = {};
  if (row.objectWriteTraceId !== undefined) context.objectWriteTraceId = [row.objectWriteTraceId];
  else if (row.id !== undefined) context.ids = [row.id];
  if (row.from !== undefined) context.fromObjectId = [(row.from as Json).id];
  if (row.to !== undefined && !Array.isArray(row.to)) context.toObjectId = [(row.to as Json).id];
  return { status: 'error', category, message: code === null ? message : framed(code, message, row), context };
}

/** HubSpot's frame of a property error; the property is the first that the row writes. */
function framed(code: string, message: string, row: Json): string {
  const [name = ''] = Object.keys(row.properties ?? {});
  return `Property values were not valid: ${JSON.stringify([{ isValid: false, message, error: code, name }])}`;
}

/** Nothing to say on 204, which has no body. */
function withErrors(answer: Answer, items: readonly unknown[], partly: number): Answer {
  if (answer.status >= 300 || answer.body === undefined || items.length === 0) return answer;
  const body = answer.body as Json;
  const errors = [...((body.errors ?? []) as readonly unknown[]), ...items];
  const { failed = 0, ...tally } = answer.tally ?? {};
  return {
    ...answer,
    status: partly,
    body: { ...body, numErrors: errors.length, errors },
    tally: { ...tally, failed: failed + items.length },
  };
}

function withoutResults(answer: Answer): Answer {
  const whole = answer.body as Json | undefined;
  if (answer.status >= 300 || whole?.results === undefined) return answer;
  const gone = ['errors', 'numErrors', 'paging'];
  const rest = Object.fromEntries(Object.entries(whole).filter(([key]) => !gone.includes(key)));
  return { ...answer, body: { ...rest, ...(whole.total !== undefined && { total: 0 }), results: [] } };
}
