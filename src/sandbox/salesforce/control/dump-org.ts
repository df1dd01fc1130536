/** The whole org as one JSON text: every object with all its rows, those in the recycle bin and hidden fields among them. */
import { inChunks, listed } from '../../common/json-chunks';
import { renderValue } from '../org/render';
import type { Org } from '../org/org';
import type { SObject } from '../org/sobject';

export function dumpOrg(org: Org): Generator<string> {
  return inChunks(pieces(org));
}

function* pieces(org: Org): Generator<string> {
  const now = new Date(org.now());
  yield `{"organizationId":${JSON.stringify(org.organizationId)},"now":${JSON.stringify(now)},"objects":{`;
  let separator = '';
  for (const type of org.allTypes()) {
    yield `${separator}${JSON.stringify(type.name)}:[`;
    yield* listed(rowsOf(org, type));
    yield ']';
    separator = ',';
  }
  yield '}}';
}

/** What is null is left out. */
function* rowsOf(org: Org, type: SObject): Generator {
  const fields = type.everyField();
  for (const row of org.rows(type)) {
    const view: Record<string, unknown> = {};
    for (const field of fields) {
      const value = field.read(row);
      if (value !== null) view[field.name] = renderValue(field.type, value);
    }
    yield view;
  }
}
