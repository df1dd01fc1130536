/** Graphs of parts (contract 2.4): each stands or falls as a whole, whatever becomes of the others. */
import type { Org } from '../../org/org';
import { refused } from '../../org/refused';
import { asList, asObject, objectOf, parserError, type Json } from '../json-body';
import type { Answer, Call } from '../route';
import type { Router } from '../router';
import { halted, namedParts, responseOf, runTogether, type NamedPart } from './composite-parts';
import { isFailure, tallyOf, type Kind, type PartAnswer } from './parts';
import { referencesIn } from './references';

const MAX_GRAPHS = 75;
const MAX_NODES = 500;
const MAX_DEPTH = 15;
const MAX_DIFFERENT_NODES = 15;
const MAX_FAILING_GRAPHS = 14;
const GRAPH_ID = /^[A-Za-z0-9][^.]{0,39}$/;
const allowed: ReadonlySet<Kind> = new Set<Kind>(['record']);

interface Graph {
  readonly graphId: string;
  readonly parts: readonly NamedPart[];
}

export function graphAnswer(org: Org, router: Router, call: Call): Answer {
  const graphs = asList(objectOf(call).graphs, 'graphs').map((graph) => readGraph(asObject(graph)));
  requireSmall(router, graphs);
  const done: PartAnswer[] = [];
  let failing = 0;
  const results = graphs.map(({ graphId, parts }) => {
    // What is answered then is unverified.
    const answers =
      failing > MAX_FAILING_GRAPHS
        ? parts.map(() => tooManyFailed)
        : runTogether({ org, router, call, allowed }, parts);
    const isSuccessful = !answers.some(isFailure);
    if (!isSuccessful) failing++;
    done.push(...answers);
    return { graphId, graphResponse: { compositeResponse: responseOf(parts, answers) }, isSuccessful };
  });
  return { status: 200, body: { graphs: results }, tally: tallyOf(done) };
}

const tooManyFailed = halted(`The graph was not processed since more than ${MAX_FAILING_GRAPHS} graphs failed.`);

function readGraph(graph: Json): Graph {
  const { graphId } = graph;
  if (typeof graphId !== 'string' || !GRAPH_ID.test(graphId)) throw parserError(`Invalid graphId: ${String(graphId)}`);
  return { graphId, parts: namedParts(graph) };
}

/** Codes and texts are unverified; the figures are not (contract 2.4). */
function requireSmall(router: Router, graphs: readonly Graph[]): void {
  const expect = (holds: boolean, rule: string): void => {
    if (!holds) throw refused(400, 'LIMIT_EXCEEDED', rule);
  };
  expect(graphs.length <= MAX_GRAPHS, `No more than ${MAX_GRAPHS} graphs are allowed`);
  const ids = graphs.map(({ graphId }) => graphId);
  if (new Set(ids).size < ids.length) throw parserError('Duplicate graphId');
  const nodes = graphs.flatMap(({ parts }) => parts);
  expect(nodes.length <= MAX_NODES, `No more than ${MAX_NODES} nodes are allowed`);
  for (const { parts } of graphs) {
    expect(depthOf(parts) <= MAX_DEPTH, `A graph cannot be deeper than ${MAX_DEPTH}`);
    const different = new Set(parts.map((part) => nodeOf(router, part)));
    expect(different.size <= MAX_DIFFERENT_NODES, `No more than ${MAX_DIFFERENT_NODES} different nodes are allowed`);
  }
}

/** Nodes are different when their methods or their objects are (unverified). */
function nodeOf(router: Router, { method, url }: NamedPart): string {
  const found = router.find(method, url);
  return `${method} ${found?.route.path ?? url} ${found?.params.type ?? ''}`;
}

/** The longest chain of parts of which each needs the one before. */
function depthOf(parts: readonly NamedPart[]): number {
  const depths = new Map<string, number>();
  for (const part of parts) {
    const needed = [...referencesIn([part.url, part.body])].map((id) => depths.get(id) ?? 0);
    depths.set(part.referenceId, 1 + Math.max(0, ...needed));
  }
  return Math.max(0, ...depths.values());
}
