/** A file of a package as XML, and the manifest that names what is in it. */
import { elementOf, Fault, parsed, textIn, textsIn, type Element } from '../http/soap/envelope';
import { listOf } from '../org/custom-field-spec';
import { problem, type Problem } from './component';

/** Type and full name of each member. */
export interface Manifest {
  readonly members: readonly { readonly type: string; readonly fullName: string }[];
  /** Also by the wildcard. */
  names(type: string, fullName: string): boolean;
}

const WILDCARD = '*';

export function readElement(text: string, root: string): Element | Problem {
  try {
    const document = parsed(text);
    // The text is unverified.
    return root in document ? elementOf(document[root]) : problem(`Error parsing file: no ${root} in it`);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return parsingProblem(error.message);
  }
}

export function isProblem(value: Element | Problem): value is Problem {
  return value.ok === false;
}

/** Begins as Salesforce's; the rest is our parser's own. */
function parsingProblem(message: string): Problem {
  const [, why = message, line, column] = /^(?:The XML cannot be read: )?(.*?)(?::(\d+):(\d+))?$/s.exec(message) ?? [];
  const place = line === undefined ? {} : { line: Number(line), column: Number(column) };
  return { ...problem(`Error parsing file: ${why}`), ...place };
}

export function manifestOf(element: Element): Manifest {
  const members = listOf(element.types).flatMap((one) => {
    const { name, members: fullNames } = elementOf(one);
    return textsIn(fullNames).map((fullName) => ({ type: textIn(name), fullName }));
  });
  const known = new Set(members.map(({ type, fullName }) => keyOf(type, fullName)));
  return {
    members,
    names: (type, fullName) => known.has(keyOf(type, fullName)) || known.has(keyOf(type, WILDCARD)),
  };
}

export function isWildcard(fullName: string): boolean {
  return fullName === WILDCARD;
}

function keyOf(type: string, fullName: string): string {
  return `${type} ${fullName}`;
}
