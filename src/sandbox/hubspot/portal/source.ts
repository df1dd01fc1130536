/**
 * Who made a change, as HubSpot names it in histories and webhooks: `INTEGRATION` with the app's id, `CRM_UI`…, and
 * `HUBSPOT_INTERNAL` for what the portal does by itself.
 */
export interface Source {
  readonly type: 'INTEGRATION' | 'CRM_UI' | 'IMPORT' | 'HUBSPOT_INTERNAL';
  readonly id: string;
}
