/**
 * Who made a change, as HubSpot names it in histories and webhooks: `INTEGRATION` with the app's id, `CRM_UI`,
 * `CRM_UI_BULK_ACTION` for what a person does from a list (recorded of deletions; of anything else unverified)…, and
 * `HUBSPOT_INTERNAL` for what the portal does by itself. What workflows write
 * has had several names (`WORKFLOWS`, `AUTOMATION_PLATFORM`; unverified which of them today).
 */
export interface Source {
  readonly type:
    | 'INTEGRATION'
    | 'CRM_UI'
    | 'CRM_UI_BULK_ACTION'
    | 'IMPORT'
    | 'HUBSPOT_INTERNAL'
    | 'WORKFLOWS'
    | 'AUTOMATION_PLATFORM';
  readonly id: string;
}
