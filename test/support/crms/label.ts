import { ask, type Sandbox } from './levers';

interface End {
  readonly object: string;
  readonly id: string;
}

/** Sales join two records of HubSpot by a label that they make for it. */
export async function joinByLabel(
  sandbox: Sandbox,
  { from, to }: { readonly from: End; readonly to: End },
  label: string,
): Promise<void> {
  const name = label.toLowerCase().replace(/\W+/g, '_');
  const made = await ask(sandbox, 'POST', `/crm/v4/associations/${from.object}/${to.object}/labels`, { label, name });
  const [type] = (made as { readonly results: readonly { readonly typeId: number }[] }).results;
  await ask(sandbox, 'PUT', `/crm/v4/objects/${from.object}/${from.id}/associations/${to.object}/${to.id}`, [
    { associationCategory: 'USER_DEFINED', associationTypeId: type?.typeId },
  ]);
}
