/** Bodies and answers of the API of mappings; the document itself is `mapping-bodies.ts`. */
import { z } from 'zod';
import { objectTypes } from '../core/record';
import { mappingDocument } from './mapping-bodies';
import { moment } from './moment';

const version = z
  .int()
  .min(0)
  .meta({ description: 'Counts what was saved; 0: nothing was, and the catalogue’s holds.', examples: [3] });
const previewLimit = 100;
const previewRule = `must be a whole number from 1 to ${previewLimit}`;

const mappingVersions = z
  .strictObject({ company: z.string(), customer: z.string(), order: z.string() })
  .meta({ description: 'By type, as the history of a record names the rules that it was synced by.' });

export const mappingView = z
  .strictObject({
    version,
    document: mappingDocument.meta({ description: 'Whole: nothing is left to be looked up in the catalogue.' }),
    mappingVersions,
  })
  .meta({ id: 'Mapping' });

export const mappingApplied = z
  .strictObject({
    version,
    applied: z.boolean().meta({ description: '`false`: it is the one that holds already.' }),
    marked: z.int().meta({ description: 'How many records are looked at by it.' }),
    mappingVersions,
  })
  .meta({ id: 'MappingApplied' });

export const mappingChecked = z
  .strictObject({
    ok: z.boolean(),
    errors: z.array(
      z.strictObject({
        field: z.string().meta({
          description: 'Its place in the document.',
          examples: ['objects.order.fields[3].inverse.closedwon'],
        }),
        reason: z.string(),
      }),
    ),
  })
  .meta({ id: 'MappingChecked', description: 'Every mistake at once.' });

export const mappingVersionPage = z
  .strictObject({
    items: z.array(
      z.strictObject({
        version,
        document: mappingDocument,
        createdAt: moment,
      }),
    ),
    cursor: z.string().nullable().meta({ description: 'Pass it as `cursor` for the next page; null on the last.' }),
  })
  .meta({ id: 'MappingVersionPage' });

export const previewBody = z
  .strictObject({
    document: mappingDocument,
    n: z
      .int(previewRule)
      .min(1, previewRule)
      .max(previewLimit, previewRule)
      .optional()
      .meta({ description: 'How many records are shown: of each type in turn, the newest first. Absent: 10.' }),
    type: z
      .enum(objectTypes, `must be one of ${objectTypes.join(', ')}`)
      .optional()
      .meta({ description: 'Of this type alone.' }),
  })
  .meta({ id: 'MappingPreviewBody' });

const properties = z.record(z.string(), z.unknown());
const side = z
  .strictObject({
    skipped: z
      .strictObject({ code: z.string(), message: z.string(), field: z.string().optional() })
      .nullable()
      .meta({ description: 'Why the record does not flow.' }),
    properties: properties.meta({ description: 'Were the record sent anew; blanks that change nothing are left out.' }),
    lines: z.array(z.strictObject({ lineId: z.string(), properties })),
    problems: z
      .array(z.strictObject({ field: z.string(), code: z.string(), message: z.string() }))
      .meta({ description: 'Values that cannot be written, without the values.' }),
  })
  .meta({ id: 'MappingPreviewSide' });

export const mappingPreview = z
  .strictObject({
    items: z.array(
      z.strictObject({ type: z.enum(objectTypes), id: z.string(), before: side, after: side, changed: z.boolean() }),
    ),
  })
  .meta({ id: 'MappingPreview' });

export type MappingView = Readonly<z.infer<typeof mappingView>>;
export type MappingApplied = Readonly<z.infer<typeof mappingApplied>>;
export type MappingChecked = Readonly<z.infer<typeof mappingChecked>>;
export type MappingVersionPage = Readonly<z.infer<typeof mappingVersionPage>>;
export type MappingPreview = Readonly<z.infer<typeof mappingPreview>>;
