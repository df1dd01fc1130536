// Made by `npm run client` from the document of the API. Do not edit.

export interface paths {
    "/v1/companies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a company as you said it last */
        get: operations["getCompany"];
        /**
         * Say a company as it is now
         * @description An absent field is one that you do not hold; `null` is a blank. May be repeated.
         */
        put: operations["putCompany"];
        post?: never;
        /**
         * Say that a company is gone
         * @description Nothing is deleted in the CRM, unless the connection says so (`archive`). A later PUT revives it; what was archived stays so until somebody restores it in the CRM.
         */
        delete: operations["deleteCompany"];
        options?: never;
        head?: never;
        /** Change some fields of a company */
        patch: operations["patchCompany"];
        trace?: never;
    };
    "/v1/companies/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See where a company is in each CRM, and why */
        get: operations["getCompanyLinks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/companies/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See why a field of a company is as it is */
        get: operations["getCompanyExplanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/companies/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a company for good, as for a person who asks for it
         * @description All its values are removed: from the record, the links to all CRMs, changes, conflicts and the journal. Its id is refused from then on. Nothing is deleted in the CRMs: do that there; what they say of the person is taken in no more. Cannot be undone; may be repeated.
         */
        post: operations["eraseCompany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/companies/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say up to 1,000 companies at once
         * @description Each row is a PUT with a verdict of its own: one that is refused does not sink the others.
         */
        post: operations["postCompanyBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/companies/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send any number of companies, one per line
         * @description Newline-delimited JSON, a record with its `id` per line (up to 1 MiB), UTF-8. The answer is streamed while the lines arrive: read it as you send. Each line is judged as in a batch; empty lines are skipped; the last line of the answer is a summary. An import that broke off may be sent again from the start: what is stored is `stale`.
         */
        post: operations["postCompanyImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a customer as you said it last */
        get: operations["getCustomer"];
        /**
         * Say a customer as it is now
         * @description An absent field is one that you do not hold; `null` is a blank. May be repeated.
         */
        put: operations["putCustomer"];
        post?: never;
        /**
         * Say that a customer is gone
         * @description Nothing is deleted in the CRM, unless the connection says so (`archive`). A later PUT revives it; what was archived stays so until somebody restores it in the CRM.
         */
        delete: operations["deleteCustomer"];
        options?: never;
        head?: never;
        /** Change some fields of a customer */
        patch: operations["patchCustomer"];
        trace?: never;
    };
    "/v1/customers/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See where a customer is in each CRM, and why */
        get: operations["getCustomerLinks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See why a field of a customer is as it is */
        get: operations["getCustomerExplanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a customer for good, as for a person who asks for it
         * @description All its values are removed: from the record, the links to all CRMs, changes, conflicts and the journal. Its id is refused from then on. Nothing is deleted in the CRMs: do that there; what they say of the person is taken in no more. Cannot be undone; may be repeated.
         */
        post: operations["eraseCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say up to 1,000 customers at once
         * @description Each row is a PUT with a verdict of its own: one that is refused does not sink the others.
         */
        post: operations["postCustomerBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send any number of customers, one per line
         * @description Newline-delimited JSON, a record with its `id` per line (up to 1 MiB), UTF-8. The answer is streamed while the lines arrive: read it as you send. Each line is judged as in a batch; empty lines are skipped; the last line of the answer is a summary. An import that broke off may be sent again from the start: what is stored is `stale`.
         */
        post: operations["postCustomerImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an order as you said it last */
        get: operations["getOrder"];
        /**
         * Say an order as it is now
         * @description An absent field is one that you do not hold; `null` is a blank. May be repeated.
         */
        put: operations["putOrder"];
        post?: never;
        /**
         * Say that an order is gone
         * @description Nothing is deleted in the CRM, unless the connection says so (`archive`). A later PUT revives it; what was archived stays so until somebody restores it in the CRM.
         */
        delete: operations["deleteOrder"];
        options?: never;
        head?: never;
        /** Change some fields of an order */
        patch: operations["patchOrder"];
        trace?: never;
    };
    "/v1/orders/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See where an order is in each CRM, and why */
        get: operations["getOrderLinks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See why a field of an order is as it is */
        get: operations["getOrderExplanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase an order for good, as for a person who asks for it
         * @description All its values are removed: from the record, the links to all CRMs, changes, conflicts and the journal. Its id is refused from then on. Nothing is deleted in the CRMs: do that there; what they say of the person is taken in no more. Cannot be undone; may be repeated.
         */
        post: operations["eraseOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say up to 1,000 orders at once
         * @description Each row is a PUT with a verdict of its own: one that is refused does not sink the others.
         */
        post: operations["postOrderBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send any number of orders, one per line
         * @description Newline-delimited JSON, a record with its `id` per line (up to 1 MiB), UTF-8. The answer is streamed while the lines arrive: read it as you send. Each line is judged as in a batch; empty lines are skipped; the last line of the answer is a summary. An import that broke off may be sent again from the start: what is stored is `stale`.
         */
        post: operations["postOrderImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/email-confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that a customer has confirmed the e-mail address
         * @description As `emailConfirmed: true` in the record, without the rest of it and without a version. A confirmation belongs to the address: name it in `email`, and nothing changes when the customer has another one by now. May be repeated.
         */
        post: operations["confirmCustomerEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what was changed in the CRMs
         * @description In order: begin with `after=0`, and pass the `after` of each answer on. Nothing is skipped and nothing comes twice. With `wait` an answer without changes is held back until there are some. Where changes are accepted on delivery (`PUT /v1/destination`), naming one in `after` accepts it and all before it.
         */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept a change
         * @description From then on its values are your last word, and other CRMs are told. A new record of the CRM (`created`) is accepted with your `id` of it, and is joined to that record. May be repeated.
         */
        post: operations["acceptChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse a change
         * @description The CRM is put right, as long as it still says what was refused. May be repeated.
         */
        post: operations["refuseChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conflicts/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List fields that were changed on both sides and wait for a person */
        get: operations["listFieldConflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conflicts/decided": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List fields that were changed on both sides, and how that ended */
        get: operations["listDecidedConflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conflicts/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say which side of a conflict is right
         * @description If either side has moved since, it is asked again, by another number, and this conflict takes no answer any more.
         */
        post: operations["resolveConflict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destination": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read where changes are sent, and how far that is */
        get: operations["getDestination"];
        /**
         * Have changes sent to you, or say when they count as accepted
         * @description Each change is sent by itself and in order, signed as Standard Webhooks are: `{"type":"change.offered","timestamp":…,"data":…}` with a change as `GET /v1/changes` tells it. A 2xx takes it; anything else is tried again for a day, and nothing overtakes it. Then the destination is parked. What was sent twice has the same `webhook-id`. What is left out stays as it is.
         */
        put: operations["putDestination"];
        post?: never;
        /**
         * Have changes sent no more
         * @description They stay in the feed. A `url` that is set later is sent what comes after `lastDeliveredSeq`.
         */
        delete: operations["deleteDestination"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destination/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send again, from where it stopped */
        post: operations["resumeDestination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/parked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what a CRM refuses */
        get: operations["listParked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/parked/families": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count what a CRM refuses, by reason
         * @description One family for each connection, type, code, field and owner. Its `code`, `field` and `owner` choose it for a retry.
         */
        get: operations["listParkedFamilies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/held": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what the quality gate keeps back */
        get: operations["listHeld"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/held/families": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count what the quality gate keeps back, by reason
         * @description One family for each connection, type, code, field and owner. Its `code`, `field` and `owner` choose it for a retry.
         */
        get: operations["listHeldFamilies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List where a person must choose */
        get: operations["listConflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conflicts/families": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count where a person must choose, by reason
         * @description One family for each connection, type, code, field and owner. Its `code`, `field` and `owner` choose it for a retry.
         */
        get: operations["listConflictFamilies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/parked/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look again at what is parked or in conflict: at one, at a family or at all */
        post: operations["retryParked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/held/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look again at what the quality gate keeps back: at one, at a family or at all */
        post: operations["retryHeld"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the connections */
        get: operations["listConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a connection */
        get: operations["getConnection"];
        /**
         * Connect a CRM account, or renew its token or settings
         * @description Asks the CRM whose the token is, makes sure of our properties there, and marks every record. Links stay when a connection is renewed. A production account is taken for tests only when `confirmAccount` names it.
         */
        put: operations["putConnection"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send nothing to a CRM account for now
         * @description Records are taken in as before, and sent after `resume`.
         */
        post: operations["pauseConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send again */
        post: operations["resumeConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/message-url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the URL that the CRM sends its messages to
         * @description For a CRM that signs nothing (Salesforce): a secret in the URL says whose they are. The URL that was made before is good no more. Needs `PUBLIC_URL`; see docs/how-to/receive-salesforce-messages.md.
         */
        post: operations["makeMessageUrl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/mapping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the mapping of a connection */
        get: operations["getMapping"];
        /**
         * Apply a mapping
         * @description The document is checked first, also against what the CRM has; every mistake is named at once, and then nothing is applied. All records of the types that it changes are looked at by it, behind what changes meanwhile. The document that holds already changes nothing. See docs/how-to/map-fields.md.
         */
        put: operations["putMapping"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/mapping/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was applied before */
        get: operations["listMappingVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/mapping/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a mapping
         * @description As before it is applied: against itself, the fields there are, what the CRM has, and what is linked.
         */
        post: operations["checkMapping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/mapping/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See what a mapping would send
         * @description Of some of your records: what would be sent were each sent anew, by the mapping that holds and by this one. Nothing is sent.
         */
        post: operations["previewMapping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/migration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See how the migration of a connection stands */
        get: operations["getMigration"];
        put?: never;
        /**
         * Plan a migration
         * @description What it would make, change, hold back and leave alone, how many calls that takes and until when. Nothing is written. It takes as long as the CRM does: read it until the state is `planned`. A plan that was not started gives way to the new one.
         */
        post: operations["planMigration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/migration/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve the plan */
        post: operations["approveMigration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/migration/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin with the pilot, or after it with the ramp
         * @description A connection that was made with `firstLoad: planned` works from then on.
         */
        post: operations["startMigration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/migration/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send nothing more of the migration for now
         * @description Live changes are sent as before. What a worker has in hand is finished.
         */
        post: operations["pauseMigration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/migration/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on where it was paused
         * @description Whatever it was paused for is taken as seen: what had failed by then, the calls that were made, the mapping that holds now.
         */
        post: operations["resumeMigration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/migration/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the migration
         * @description At once and for good. What is in the CRM stays there; records that were not released come with another plan.
         */
        post: operations["cancelMigration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/migration/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the migration has come to
         * @description By type, end and reason. With `Accept: text/csv` one line for each record that is not synced: whose turn it is and what to do.
         */
        get: operations["getMigrationReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/provision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make in the CRM what the mapping needs
         * @description Properties, options, stages and pipelines. Deletes nothing, and changes nothing that is there but that options and stages are added. May be repeated.
         */
        post: operations["provisionConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Carry over what another connection is set up to do
         * @description From another connection of the tenant to the same CRM: its mapping, its settings but for where it leads, and what the CRM needs for them. What the mapping names by an id of the one account (a stage) is found by its label in the other. May be repeated: what was stopped in the middle is completed.
         */
        post: operations["promoteConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See when the CRM is asked for changes, and how that fares */
        get: operations["getSchedule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/schedule/companies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say how often the CRM is asked for companies
         * @description Or not at all. How far it was asked stays: what is changed in the CRM meanwhile is found once it is asked again. Webhooks, and what you send, go on in any case.
         */
        put: operations["putCompanySchedule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/schedule/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say how often the CRM is asked for customers
         * @description Or not at all. How far it was asked stays: what is changed in the CRM meanwhile is found once it is asked again. Webhooks, and what you send, go on in any case.
         */
        put: operations["putCustomerSchedule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/schedule/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say how often the CRM is asked for orders
         * @description Or not at all. How far it was asked stays: what is changed in the CRM meanwhile is found once it is asked again. Webhooks, and what you send, go on in any case.
         */
        put: operations["putOrderSchedule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections/{id}/quota": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how the calls of a connection stand
         * @description What the account allows, what of it is used and by whom, what others are expected to call, and whether migrations and audits may go on. No CRM is asked. See docs/how-to/watch-quota.md.
         */
        get: operations["getQuota"];
        /**
         * Say how the calls of a connection are shared with other programs
         * @description Holds for the next calls, of a migration that is running too. What waited for calls by what was said before is tried again. No CRM is asked, and no token is needed.
         */
        put: operations["putQuota"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Does the process run? */
        get: operations["getLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Can the process do its work?
         * @description `degraded`: it takes records, but what is due stands still; see docs/how-to/monitor.md.
         */
        get: operations["getReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures for Prometheus
         * @description With the bearer token `METRICS_TOKEN`, or without one from the same machine.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        OrderLine: {
            /**
             * @description Your id of the line, unique in its order.
             * @example 1
             */
            lineId: string;
            /**
             * @description Article number.
             * @example GEAR-9
             */
            sku?: string | null;
            /**
             * @description What is sold.
             * @example Gear, 9 teeth
             */
            name?: string | null;
            /**
             * @description How many.
             * @example 2
             */
            quantity?: number | null;
            /**
             * @description Price of one, in the smallest unit of the currency (cents).
             * @example 4990
             */
            unitPriceMinor?: number | null;
        };
        Company: {
            id?: string;
            /**
             * @description Name of the company.
             * @example Analytical Engines Ltd
             */
            name?: string | null;
            /**
             * @description Its web domain, by which it is recognised in the CRM.
             * @example engines.example
             */
            domain?: string | null;
            /**
             * @description Phone number, as you hold it.
             * @example +44 20 7946 0018
             */
            phone?: string | null;
            /**
             * @description ISO 3166-1 code of the country.
             * @example GB
             */
            country?: string | null;
            /**
             * @description Postal address, in one text.
             * @example 12 St James’s Square
             *     London
             */
            address?: string | null;
            /**
             * @description Fields of your own, by name.
             * @example {
             *       "tier": "gold",
             *       "newsletter": true
             *     }
             */
            custom?: {
                [key: string]: string | number | boolean | null | string[];
            };
            /**
             * @description Your version of the record: of two writes the later one wins, whenever they arrive. Milliseconds count: what is said with the same one again is stale, whatever it says. Absent: the time of arrival.
             * @example 2026-11-22T09:30:00Z
             */
            updatedAt?: string | null;
            /**
             * @description The `seq` of the last change of its CRMs that you had applied when you said this: those up to it are accepted.
             * @example 17
             */
            appliedChange?: number;
        };
        Customer: {
            id?: string;
            /**
             * @description E-mail address, by which a person is recognised in the CRM.
             * @example ada@engines.example
             */
            email?: string | null;
            /**
             * @description Whether the person has confirmed the e-mail address.
             * @example true
             */
            emailConfirmed?: boolean | null;
            /**
             * @description First name.
             * @example Ada
             */
            firstName?: string | null;
            /**
             * @description Last name.
             * @example Lovelace
             */
            lastName?: string | null;
            /**
             * @description Phone number, as you hold it.
             * @example +44 20 7946 0018
             */
            phone?: string | null;
            /**
             * @description ISO 3166-1 code of the country.
             * @example GB
             */
            country?: string | null;
            /**
             * @description Postal address, in one text.
             * @example 12 St James’s Square
             *     London
             */
            address?: string | null;
            /**
             * @description Your id of the company that the person belongs to.
             * @example c-7
             */
            companyId?: string | null;
            /**
             * @description Fields of your own, by name.
             * @example {
             *       "tier": "gold",
             *       "newsletter": true
             *     }
             */
            custom?: {
                [key: string]: string | number | boolean | null | string[];
            };
            /**
             * @description Your version of the record: of two writes the later one wins, whenever they arrive. Milliseconds count: what is said with the same one again is stale, whatever it says. Absent: the time of arrival.
             * @example 2026-11-22T09:30:00Z
             */
            updatedAt?: string | null;
            /**
             * @description The `seq` of the last change of its CRMs that you had applied when you said this: those up to it are accepted.
             * @example 17
             */
            appliedChange?: number;
        };
        Order: {
            id?: string;
            /**
             * @description Number of the order, as people know it.
             * @example 2026-0042
             */
            number?: string | null;
            /**
             * @description Your id of the customer.
             * @example 1042
             */
            customerId?: string | null;
            /**
             * @description Your id of the company.
             * @example c-7
             */
            companyId?: string | null;
            /**
             * @description Where the order stands; the mapping gives it a stage in the CRM.
             * @example paid
             */
            status?: string | null;
            /**
             * @description ISO 4217 code.
             * @example EUR
             */
            currency?: string | null;
            /**
             * @description Total in the smallest unit of the currency (cents).
             * @example 9980
             */
            totalMinor?: number | null;
            /**
             * @description When it was placed.
             * @example 2026-11-22T09:28:00Z
             */
            placedAt?: string | null;
            /**
             * @description Opens the order in your system.
             * @example https://shop.example/orders/42
             */
            url?: string | null;
            /** @description All lines of the order: one that is missing here is removed in the CRM. */
            lines?: components["schemas"]["OrderLine"][] | null;
            /**
             * @description Fields of your own, by name.
             * @example {
             *       "tier": "gold",
             *       "newsletter": true
             *     }
             */
            custom?: {
                [key: string]: string | number | boolean | null | string[];
            };
            /**
             * @description Your version of the record: of two writes the later one wins, whenever they arrive. Milliseconds count: what is said with the same one again is stale, whatever it says. Absent: the time of arrival.
             * @example 2026-11-22T09:30:00Z
             */
            updatedAt?: string | null;
            /**
             * @description The `seq` of the last change of its CRMs that you had applied when you said this: those up to it are accepted.
             * @example 17
             */
            appliedChange?: number;
        };
        CompanyRow: {
            id: string;
            /**
             * @description Name of the company.
             * @example Analytical Engines Ltd
             */
            name?: string | null;
            /**
             * @description Its web domain, by which it is recognised in the CRM.
             * @example engines.example
             */
            domain?: string | null;
            /**
             * @description Phone number, as you hold it.
             * @example +44 20 7946 0018
             */
            phone?: string | null;
            /**
             * @description ISO 3166-1 code of the country.
             * @example GB
             */
            country?: string | null;
            /**
             * @description Postal address, in one text.
             * @example 12 St James’s Square
             *     London
             */
            address?: string | null;
            /**
             * @description Fields of your own, by name.
             * @example {
             *       "tier": "gold",
             *       "newsletter": true
             *     }
             */
            custom?: {
                [key: string]: string | number | boolean | null | string[];
            };
            /**
             * @description Your version of the record: of two writes the later one wins, whenever they arrive. Milliseconds count: what is said with the same one again is stale, whatever it says. Absent: the time of arrival.
             * @example 2026-11-22T09:30:00Z
             */
            updatedAt?: string | null;
            /**
             * @description The `seq` of the last change of its CRMs that you had applied when you said this: those up to it are accepted.
             * @example 17
             */
            appliedChange?: number;
        };
        CustomerRow: {
            id: string;
            /**
             * @description E-mail address, by which a person is recognised in the CRM.
             * @example ada@engines.example
             */
            email?: string | null;
            /**
             * @description Whether the person has confirmed the e-mail address.
             * @example true
             */
            emailConfirmed?: boolean | null;
            /**
             * @description First name.
             * @example Ada
             */
            firstName?: string | null;
            /**
             * @description Last name.
             * @example Lovelace
             */
            lastName?: string | null;
            /**
             * @description Phone number, as you hold it.
             * @example +44 20 7946 0018
             */
            phone?: string | null;
            /**
             * @description ISO 3166-1 code of the country.
             * @example GB
             */
            country?: string | null;
            /**
             * @description Postal address, in one text.
             * @example 12 St James’s Square
             *     London
             */
            address?: string | null;
            /**
             * @description Your id of the company that the person belongs to.
             * @example c-7
             */
            companyId?: string | null;
            /**
             * @description Fields of your own, by name.
             * @example {
             *       "tier": "gold",
             *       "newsletter": true
             *     }
             */
            custom?: {
                [key: string]: string | number | boolean | null | string[];
            };
            /**
             * @description Your version of the record: of two writes the later one wins, whenever they arrive. Milliseconds count: what is said with the same one again is stale, whatever it says. Absent: the time of arrival.
             * @example 2026-11-22T09:30:00Z
             */
            updatedAt?: string | null;
            /**
             * @description The `seq` of the last change of its CRMs that you had applied when you said this: those up to it are accepted.
             * @example 17
             */
            appliedChange?: number;
        };
        OrderRow: {
            id: string;
            /**
             * @description Number of the order, as people know it.
             * @example 2026-0042
             */
            number?: string | null;
            /**
             * @description Your id of the customer.
             * @example 1042
             */
            customerId?: string | null;
            /**
             * @description Your id of the company.
             * @example c-7
             */
            companyId?: string | null;
            /**
             * @description Where the order stands; the mapping gives it a stage in the CRM.
             * @example paid
             */
            status?: string | null;
            /**
             * @description ISO 4217 code.
             * @example EUR
             */
            currency?: string | null;
            /**
             * @description Total in the smallest unit of the currency (cents).
             * @example 9980
             */
            totalMinor?: number | null;
            /**
             * @description When it was placed.
             * @example 2026-11-22T09:28:00Z
             */
            placedAt?: string | null;
            /**
             * @description Opens the order in your system.
             * @example https://shop.example/orders/42
             */
            url?: string | null;
            /** @description All lines of the order: one that is missing here is removed in the CRM. */
            lines?: components["schemas"]["OrderLine"][] | null;
            /**
             * @description Fields of your own, by name.
             * @example {
             *       "tier": "gold",
             *       "newsletter": true
             *     }
             */
            custom?: {
                [key: string]: string | number | boolean | null | string[];
            };
            /**
             * @description Your version of the record: of two writes the later one wins, whenever they arrive. Milliseconds count: what is said with the same one again is stale, whatever it says. Absent: the time of arrival.
             * @example 2026-11-22T09:30:00Z
             */
            updatedAt?: string | null;
            /**
             * @description The `seq` of the last change of its CRMs that you had applied when you said this: those up to it are accepted.
             * @example 17
             */
            appliedChange?: number;
        };
        StoredCompany: {
            id: string;
            /**
             * @description Name of the company.
             * @example Analytical Engines Ltd
             */
            name?: string | null;
            /**
             * @description Its web domain, by which it is recognised in the CRM.
             * @example engines.example
             */
            domain?: string | null;
            /**
             * @description Phone number, as you hold it.
             * @example +44 20 7946 0018
             */
            phone?: string | null;
            /**
             * @description ISO 3166-1 code of the country.
             * @example GB
             */
            country?: string | null;
            /**
             * @description Postal address, in one text.
             * @example 12 St James’s Square
             *     London
             */
            address?: string | null;
            /**
             * @description Fields of your own, by name.
             * @example {
             *       "tier": "gold",
             *       "newsletter": true
             *     }
             */
            custom?: {
                [key: string]: string | number | boolean | null | string[];
            };
            /** Format: date-time */
            updatedAt: string;
        };
        StoredCustomer: {
            id: string;
            /**
             * @description E-mail address, by which a person is recognised in the CRM.
             * @example ada@engines.example
             */
            email?: string | null;
            /**
             * @description Whether the person has confirmed the e-mail address.
             * @example true
             */
            emailConfirmed?: boolean | null;
            /**
             * @description First name.
             * @example Ada
             */
            firstName?: string | null;
            /**
             * @description Last name.
             * @example Lovelace
             */
            lastName?: string | null;
            /**
             * @description Phone number, as you hold it.
             * @example +44 20 7946 0018
             */
            phone?: string | null;
            /**
             * @description ISO 3166-1 code of the country.
             * @example GB
             */
            country?: string | null;
            /**
             * @description Postal address, in one text.
             * @example 12 St James’s Square
             *     London
             */
            address?: string | null;
            /**
             * @description Your id of the company that the person belongs to.
             * @example c-7
             */
            companyId?: string | null;
            /**
             * @description Fields of your own, by name.
             * @example {
             *       "tier": "gold",
             *       "newsletter": true
             *     }
             */
            custom?: {
                [key: string]: string | number | boolean | null | string[];
            };
            /** Format: date-time */
            updatedAt: string;
        };
        StoredOrder: {
            id: string;
            /**
             * @description Number of the order, as people know it.
             * @example 2026-0042
             */
            number?: string | null;
            /**
             * @description Your id of the customer.
             * @example 1042
             */
            customerId?: string | null;
            /**
             * @description Your id of the company.
             * @example c-7
             */
            companyId?: string | null;
            /**
             * @description Where the order stands; the mapping gives it a stage in the CRM.
             * @example paid
             */
            status?: string | null;
            /**
             * @description ISO 4217 code.
             * @example EUR
             */
            currency?: string | null;
            /**
             * @description Total in the smallest unit of the currency (cents).
             * @example 9980
             */
            totalMinor?: number | null;
            /**
             * @description When it was placed.
             * @example 2026-11-22T09:28:00Z
             */
            placedAt?: string | null;
            /**
             * @description Opens the order in your system.
             * @example https://shop.example/orders/42
             */
            url?: string | null;
            /** @description All lines of the order: one that is missing here is removed in the CRM. */
            lines?: components["schemas"]["OrderLine"][] | null;
            /**
             * @description Fields of your own, by name.
             * @example {
             *       "tier": "gold",
             *       "newsletter": true
             *     }
             */
            custom?: {
                [key: string]: string | number | boolean | null | string[];
            };
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description RFC 9457 problem details, as application/problem+json. */
        Problem: {
            /**
             * @description Stable: `urn:tandem:problem:<code>`. Every code has a section in docs/errors.md.
             * @example urn:tandem:problem:invalid-record
             */
            type: string;
            /** @example The record is not valid */
            title: string;
            /** @example 400 */
            status: number;
            /**
             * @description What is wrong and what to do, for a person.
             * @example Nothing of this record was stored: email must be text.
             */
            detail: string;
            /** @description Every wrong field; of many the first 20, and under the empty name how many more there are. */
            errors?: {
                /**
                 * @description Path in the body.
                 * @example lines[0].quantity
                 */
                field: string;
                /** @example must be a number */
                reason: string;
            }[];
            /** @description Finds the request in the log of the service. */
            requestId?: string;
        };
        WriteResult: {
            id: string;
            /**
             * @description `stored`: the record changed, and is on its way to the CRM; `unchanged`: it was newer, but says the same; `stale`: a newer or equal version stands; nothing to do, do not repeat it
             * @enum {string}
             */
            result: "stored" | "unchanged" | "stale";
            /**
             * Format: date-time
             * @description The version that stands now.
             * @example 2026-11-22T09:30:00.000Z
             */
            updatedAt: string;
        };
        ErasedRecord: {
            id: string;
            /**
             * Format: date-time
             * @description Since when nothing is kept of it.
             * @example 2026-11-22T09:30:00.000Z
             */
            erasedAt: string;
        };
        RefusedRow: {
            /** @description As it was sent; empty when it was no text. */
            id: string;
            /** @constant */
            result: "refused";
            problem: components["schemas"]["Problem"];
        };
        /** @description One result per row, in order. */
        BatchAnswer: {
            results: (components["schemas"]["WriteResult"] | components["schemas"]["RefusedRow"])[];
        };
        /** @description The last line. */
        ImportSummary: {
            /** @description True: every line has its verdict. False: it ended early; send again from the line after `lines`. */
            done: boolean;
            /** @description Lines that have their verdict. */
            lines: number;
            stored: number;
            unchanged: number;
            stale: number;
            refused: number;
            /** @description Why it ended early. */
            problem?: components["schemas"]["Problem"];
        };
        /** @description One line of the answer, in the order of the lines sent. */
        ImportAnswerLine: {
            /** @description Number of the line, from 1. */
            line: number;
            id: string;
            /**
             * @description `stored`: the record changed, and is on its way to the CRM; `unchanged`: it was newer, but says the same; `stale`: a newer or equal version stands; nothing to do, do not repeat it
             * @enum {string}
             */
            result: "stored" | "unchanged" | "stale";
            /**
             * Format: date-time
             * @description The version that stands now.
             * @example 2026-11-22T09:30:00.000Z
             */
            updatedAt: string;
        } | {
            /** @description Number of the line, from 1. */
            line: number;
            /** @description As it was sent; empty when it was no text. */
            id: string;
            /** @constant */
            result: "refused";
            problem: components["schemas"]["Problem"];
        } | components["schemas"]["ImportSummary"];
        LinkReason: {
            /** @example INVALID_EMAIL */
            code: string;
            message: string;
            /** @description Your name of the field that is to blame. */
            field?: string;
            /** @description CRM ids that a person may choose from. */
            candidates?: string[];
            /**
             * @description As the look has found it.
             * @enum {string}
             */
            owner?: "us" | "crm-administrator" | "data-steward" | "wait";
        };
        LinkView: {
            /** @example hubspot */
            connectionId: string;
            /** @enum {string} */
            crm: "hubspot" | "salesforce";
            /** @enum {string} */
            state: "pending" | "synced" | "held" | "parked" | "conflict" | "offered" | "gone" | "skipped";
            reason: components["schemas"]["LinkReason"] | null;
            /** @description Whose turn it is; null: it waits for nobody. */
            owner: ("us" | "crm-administrator" | "data-steward" | "wait") | null;
            remedy: string | null;
            /** @description Its id in the CRM, once it has one. */
            externalId: string | null;
            /** @description Failed attempts in a row. */
            attempts: number;
            syncedAt: string | null;
            stateSince: string | null;
            /** @description When it is looked at next. */
            dueAt: string | null;
        };
        /** @description One link per connection. */
        LinksAnswer: {
            links: components["schemas"]["LinkView"][];
        };
        WaitingPage: {
            items: {
                connectionId: string;
                /** @enum {string} */
                type: "company" | "customer" | "order";
                id: string;
                /** @enum {string} */
                state: "parked" | "held" | "conflict";
                reason: components["schemas"]["LinkReason"] | null;
                /**
                 * @description Whose turn it is: `us` (who run Tandem), `crm-administrator` (a permission, a property or an option is missing), `data-steward` (a value is to be corrected), `wait` (time alone).
                 * @enum {string}
                 */
                owner: "us" | "crm-administrator" | "data-steward" | "wait";
                /** @description What to do next. */
                remedy: string;
                attempts: number;
                /**
                 * Format: date-time
                 * @description Since when it waits for this reason.
                 * @example 2026-11-22T09:30:00.000Z
                 */
                since: string;
                /**
                 * Format: date-time
                 * @description When a look has found it so last.
                 * @example 2026-11-22T09:30:00.000Z
                 */
                lastSeen: string;
            }[];
            /** @description Pass it as `cursor` for the next page; null on the last. */
            cursor: string | null;
        };
        /** @description The largest first; of very many the 1,000 largest. */
        FamiliesAnswer: {
            families: {
                connectionId: string;
                /** @enum {string} */
                type: "company" | "customer" | "order";
                /** @enum {string} */
                state: "parked" | "held" | "conflict";
                /**
                 * @description Whose turn it is: `us` (who run Tandem), `crm-administrator` (a permission, a property or an option is missing), `data-steward` (a value is to be corrected), `wait` (time alone).
                 * @enum {string}
                 */
                owner: "us" | "crm-administrator" | "data-steward" | "wait";
                /** @example INVALID_EMAIL */
                code: string | null;
                /** @description Your name of the field that is to blame, if one is. */
                field: string | null;
                /** @description As the example has it. */
                message: string | null;
                /** @description What to do next. */
                remedy: string;
                count: number;
                /**
                 * Format: date-time
                 * @description Since when one of them waits for this reason.
                 * @example 2026-11-22T09:30:00.000Z
                 */
                firstSeen: string;
                /**
                 * Format: date-time
                 * @description When a look has found one of them so last.
                 * @example 2026-11-22T09:30:00.000Z
                 */
                lastSeen: string;
                /** @description Your id of one of them. */
                example: string;
            }[];
        };
        RetryAnswer: {
            /** @description Links that are looked at again. */
            retried: number;
        };
        /** @description Which links, by all that is said of them; without a body, all of them. */
        RetryChoice: {
            connectionId?: string;
            /** @enum {string} */
            type?: "company" | "customer" | "order";
            code?: string;
            /** @description Null: those that blame no field. */
            field?: string | null;
            /** @enum {string} */
            owner?: "us" | "crm-administrator" | "data-steward" | "wait";
            id?: string;
        };
        Live: {
            /** @constant */
            status: "ok";
            /**
             * Format: date-time
             * @example 2026-11-22T09:30:00.000Z
             */
            now: string;
        };
        Ready: {
            /** @enum {string} */
            status: "ok" | "degraded";
            checks: {
                database: {
                    /** @constant */
                    status: "ok";
                };
                schema: {
                    /** @constant */
                    status: "ok";
                };
                streams: {
                    /** @enum {string} */
                    status: "moving" | "idle" | "stalled";
                    /** @description How long the oldest work has been due. */
                    oldestDueSeconds: number | null;
                    /** @description Streams with something due. */
                    due: number;
                    /** @description Streams that stand still. */
                    stalled: number;
                };
            };
        };
        Metrics: string;
        Change: {
            /**
             * @description Its number; later changes have higher ones.
             * @example 17
             */
            seq: number;
            /** @enum {string} */
            kind: "changed" | "created" | "deleted" | "restored" | "merged" | "erased";
            /** @enum {string} */
            type: "company" | "customer" | "order";
            /** @description Your id of the record; null: you do not know it yet, as of `created` until you accept it. */
            id: string | null;
            /**
             * @description The CRM’s id.
             * @example 151
             */
            externalId: string | null;
            /** @example hubspot */
            connectionId: string;
            /** @description Of `changed` and `created`: by your name of the field. */
            fields: {
                [key: string]: {
                    /**
                     * @description What you have said, as far as we know.
                     * @example +442079460123
                     */
                    from: string | number | boolean | string[] | null;
                    /** @description What you may have taken over since, of earlier changes that this one takes the place of. */
                    orFrom?: (string | number | boolean | string[] | null)[];
                    /**
                     * @description What the CRM says.
                     * @example +442079460123
                     */
                    to: string | number | boolean | string[] | null;
                };
            };
            /** @description Of `merged`: the CRM’s id of the record that is left. */
            into: string | null;
            /**
             * Format: date-time
             * @example 2026-11-26T09:30:00.000Z
             */
            at: string;
            /**
             * @description `open`: something of it waits for your answer; `mixed`: its fields were answered differently.
             * @enum {string}
             */
            status: "open" | "accepted" | "refused" | "superseded" | "mixed";
            /** @description By field, what became of it; of a change without fields, under its `kind`. */
            answers: {
                [key: string]: {
                    /** @enum {string} */
                    as: "accepted" | "refused" | "superseded";
                    /**
                     * Format: date-time
                     * @example 2026-11-26T09:30:00.000Z
                     */
                    at: string;
                    /** @description Of a refusal. */
                    reason?: string;
                    /** @description The change that took its place, or was accepted. */
                    by?: number;
                    /** @description Of your request that answered. */
                    requestId?: string;
                };
            };
        };
        Changes: {
            changes: components["schemas"]["Change"][];
            /**
             * @description Pass it as `after` to go on.
             * @example 17
             */
            after: number;
        };
        AcceptBody: {
            /**
             * @description Of `created`, and required there: your id of the record.
             * @example 1043
             */
            id?: string;
            /**
             * Format: date-time
             * @description Your version of the record with the change in it. If you have sent a newer one since, that stands. Absent: you keep no versions.
             */
            updatedAt?: string;
        };
        RefuseBody: {
            /**
             * @description For salespeople and operators.
             * @example The address has an invoice open.
             */
            reason: string;
            /** @description Which fields; absent: all that wait for an answer. */
            fields?: string[];
        };
        FieldConflict: {
            /**
             * @description Its number.
             * @example 3
             */
            conflict: number;
            /** @example hubspot */
            connectionId: string;
            /** @enum {string} */
            type: "company" | "customer" | "order";
            id: string;
            /** @example phone */
            field: string;
            /**
             * @description The rule of the field.
             * @enum {string}
             */
            policy: "order-system" | "crm" | "newest" | "fill-blanks" | "ask";
            /**
             * @description What the CRM said before.
             * @example +442079460123
             */
            base: string | number | boolean | string[] | null;
            /**
             * @description What you say.
             * @example +442079460123
             */
            ours: string | number | boolean | string[] | null;
            /**
             * @description What the CRM says.
             * @example +442079460123
             */
            theirs: string | number | boolean | string[] | null;
            oursAt: string | null;
            /** @description Null: the CRM does not say. */
            theirsAt: string | null;
            /** @description What a person has said; carried out if both sides still say so. */
            resolution: {
                /** @enum {string} */
                side: "ours" | "theirs";
                /**
                 * Format: date-time
                 * @example 2026-11-26T09:30:00.000Z
                 */
                at: string;
            } | null;
            /** @description Whose value stood; `equal`: both came to say the same; `superseded`: one of them moved, and another conflict has what they say now. Null: it is open. */
            outcome: ("ours" | "theirs" | "equal" | "superseded") | null;
            /**
             * Format: date-time
             * @example 2026-11-26T09:30:00.000Z
             */
            at: string;
            closedAt: string | null;
            mappingVersion: string | null;
        };
        ConflictPage: {
            items: components["schemas"]["FieldConflict"][];
            /** @description Pass it as `cursor` for the next page; null on the last. */
            cursor: string | null;
        };
        ResolveBody: {
            /**
             * @description `ours`: the order system’s.
             * @enum {string}
             */
            side: "ours" | "theirs";
        };
        Explanation: {
            /** @example phone */
            field: string;
            /**
             * Format: date-time
             * @description Since when the record is erased, and nothing is kept of it.
             * @example 2026-11-26T09:30:00.000Z
             */
            erasedAt?: string;
            /** @description What you say; null: you do not hold the field. */
            said: {
                /**
                 * @description In normal form; `null` is a blank.
                 * @example +442079460123
                 */
                value: string | number | boolean | string[] | null;
                /**
                 * Format: date-time
                 * @example 2026-11-26T09:30:00.000Z
                 */
                since: string;
                /** @description Of your request that said it, as far as it is known. */
                requestId: string | null;
            } | null;
            connections: {
                /** @example hubspot */
                connectionId: string;
                /** @enum {string} */
                state: "pending" | "synced" | "held" | "parked" | "conflict" | "offered" | "gone" | "skipped";
                /** @description Why the record is in its state, whatever the field. */
                reason: components["schemas"]["LinkReason"] | null;
                /** @description Whose turn it is; null: it waits for nobody. */
                owner: ("us" | "crm-administrator" | "data-steward" | "wait") | null;
                remedy: string | null;
                /** @description Null: the field does not flow to this CRM. */
                rule: {
                    /** @enum {string} */
                    direction: "push" | "pull" | "both";
                    /** @enum {string} */
                    policy: "order-system" | "crm" | "newest" | "fill-blanks" | "ask";
                    enforce: boolean;
                    clear: boolean;
                } | null;
                /**
                 * @description Names the rules of today.
                 * @example 1-5f3a9c0e
                 */
                mappingVersion: string;
                /**
                 * @description What you had said last, as far as it has been dealt with.
                 * @example +442079460123
                 */
                localBase?: string | number | boolean | string[] | null;
                /**
                 * @description What the CRM had said last, as far as it has been dealt with.
                 * @example +442079460123
                 */
                remoteBase?: string | number | boolean | string[] | null;
                /**
                 * @description Put to you, and not answered yet.
                 * @example +442079460123
                 */
                offered?: string | number | boolean | string[] | null;
                /**
                 * @description Refused by you; the CRM is being put right.
                 * @example +442079460123
                 */
                refused?: string | number | boolean | string[] | null;
                /**
                 * @description A person is asked.
                 * @constant
                 */
                asked?: true;
            }[];
            /** @description What was written, offered, answered and decided, the oldest first. */
            chain: {
                /**
                 * Format: date-time
                 * @example 2026-11-26T09:30:00.000Z
                 */
                at: string;
                connectionId: string;
                /** @example updated */
                what: string;
                /** @example write 3 */
                why: string;
                /**
                 * @description In normal form; `null` is a blank.
                 * @example +442079460123
                 */
                from?: string | number | boolean | string[] | null;
                /**
                 * @description In normal form; `null` is a blank.
                 * @example +442079460123
                 */
                to?: string | number | boolean | string[] | null;
                /**
                 * @description The other side’s word that had to give way.
                 * @example +442079460123
                 */
                over?: string | number | boolean | string[] | null;
                /** @description Of your request that said what was written, that answered, or by which a person decided. */
                requestId?: string;
                /** @description The CRM’s id of the call that wrote it or refused it; its support desk asks for it. */
                crmRequestId?: string;
                /** @description Why it was looked at: `live`: something was said here; `inbound`: the CRM told of a change, or was asked; `retry`: once more; `migration`: a first load; `audit`. */
                signals?: ("live" | "inbound" | "retry" | "migration" | "audit")[];
                /**
                 * @description Names the rules that it was decided by; another one: they were changed since. Null: from before it was noted.
                 * @example 1-5f3a9c0e
                 */
                mappingVersion?: string;
            }[];
        };
        /**
         * @description What a deletion on one side does to the other. `none`: nothing. `push`: a record that you delete is moved to the CRM’s bin. `pull`: a record that was deleted in the CRM is deleted here once you accept the change of kind `deleted`. `both`. Holds for deletions from then on. Types that are left out stay as they are; in a new connection `none`.
         * @example {
         *       "order": "push"
         *     }
         */
        Archive: {
            /** @enum {string} */
            company?: "none" | "push" | "pull" | "both";
            /** @enum {string} */
            customer?: "none" | "push" | "pull" | "both";
            /** @enum {string} */
            order?: "none" | "push" | "pull" | "both";
        };
        /**
         * @description Which e-mail addresses reach the CRM. `valid`: those that it takes, by its documented rules; `confirmed`: of these the ones that you say were confirmed; `off`: all, and the CRM refuses what it does not take. With another one a record is held (`hold`), or goes without it (`omit`). What is left out stays as it is; in a new connection `valid` and `hold`.
         * @example {
         *       "require": "confirmed",
         *       "onFailure": "omit"
         *     }
         */
        EmailGate: {
            /** @enum {string} */
            require?: "confirmed" | "valid" | "off";
            /** @enum {string} */
            onFailure?: "hold" | "omit";
        };
        EmailConfirmation: {
            /**
             * @description The address that was confirmed. When the customer has another one by now, nothing changes.
             * @example ada@engines.example
             */
            email?: string;
            /**
             * Format: date-time
             * @description When. Absent: now.
             * @example 2026-11-22T09:30:00Z
             */
            confirmedAt?: string;
        };
        ConfirmedEmail: {
            /** @example 1042 */
            id: string;
            /** @constant */
            emailConfirmed: true;
        };
        FieldRule: {
            /** @enum {string} */
            object: "company" | "customer" | "order";
            /**
             * @description The name in the record; of a custom field `custom.<name>`.
             * @example phone
             */
            field: string;
            /**
             * @description `push`: to the CRM alone; `pull`: from the CRM alone; `both`.
             * @enum {string}
             */
            direction?: "push" | "pull" | "both";
            /**
             * @description Whose value stands when both sides of a two-way field have changed it. Absent: `order-system`.
             * @enum {string}
             */
            policy?: "order-system" | "crm" | "newest" | "fill-blanks" | "ask";
            /** @description Of a field of one direction: what the other side changes in it is put right. */
            enforce?: boolean;
            /** @description A blank empties the field on the other side. Absent: it changes nothing there. */
            clear?: boolean;
        };
        /**
         * @description What becomes of CRM records that nobody ordered for. `match`: nothing is stored of them; when you send a record that matches one, it is adopted. `offer`: they are put to you as changes of kind `created` as well. `ignore`: they are not adopted either. Types that are left out stay as they are; in a new connection `match`.
         * @example {
         *       "customer": "offer"
         *     }
         */
        NewRecords: {
            /** @enum {string} */
            company?: "match" | "offer" | "ignore";
            /** @enum {string} */
            customer?: "match" | "offer" | "ignore";
            /** @enum {string} */
            order?: "match" | "offer" | "ignore";
        };
        /**
         * @description How the account’s calls are shared with its other programs. What is left out stays as it is; in a new connection a reserve of 0.2, and no limit of its own.
         * @example {
         *       "reserve": 0.3,
         *       "dailyCalls": 50000
         *     }
         */
        QuotaSettings: {
            /**
             * @description The share of the account’s calls of a day that migrations and audits leave to other programs.
             * @example 0.2
             */
            reserve?: number;
            /**
             * @description All that Tandem may call in a day; `null`: as many as the account has.
             * @example 50000
             */
            dailyCalls?: number | null;
        };
        Quota: {
            connectionId: string;
            /**
             * @description `bulk-waits`: migrations and audits wait, all else goes on; `exhausted`: nothing is sent to the CRM.
             * @enum {string}
             */
            state: "open" | "bulk-waits" | "exhausted";
            /** @description When that may be over; `null` when it is `open`. */
            until: string | null;
            /** @description `null`: nothing limits a day. */
            day: {
                /** @description Of the whole account; `null`: the CRM has none, and Tandem counts by `dailyCalls`. */
                limit: number | null;
                /**
                 * @description `midnight`: the day begins anew at midnight in the account’s time zone; `rolling`: a call is given back after 24 hours.
                 * @enum {string}
                 */
                kind: "midnight" | "rolling";
                /** @description Of a `midnight` day; `null`: not known, UTC is taken. */
                timeZone: string | null;
                /**
                 * Format: date-time
                 * @example 2026-11-22T09:30:00.000Z
                 */
                startsAt: string;
                /** @description `null`: calls are given back one by one. */
                resetsAt: string | null;
                /** @description By all programs: what the CRM said last, and Tandem’s calls since. */
                used: number;
                /** @description For Tandem, by the account’s limit and by `dailyCalls`. */
                left: number | null;
                ours: number;
                /** @description What the CRM said is used, without Tandem’s. */
                others: number;
                /** @description Tandem’s calls, by lane. */
                lanes: {
                    live: number;
                    inbound: number;
                    retry: number;
                    migration: number;
                    audit: number;
                };
                /** @description When the CRM said so last; `null`: not yet today. */
                heardAt: string | null;
            } | null;
            /** @description What migrations and audits leave to other programs. */
            reserve: {
                share: number;
                calls: number;
            };
            /** @description All that Tandem may call in a day; `null`: nobody has said. */
            dailyCalls: number | null;
            /** @description So many calls in any window of this length; `null`: there is no such limit. */
            burst: {
                calls: number;
                windowMs: number;
            } | null;
            /** @description `null`: less than a day is known. */
            expected: {
                others: number;
                live: number;
                hours: {
                    /**
                     * Format: date-time
                     * @example 2026-11-22T09:30:00.000Z
                     */
                    from: string;
                    others: number;
                    live: number;
                }[];
            } | null;
            /** @description The most that other programs called at once; as much is left to them. */
            othersBurst: number;
            /** @description How many calls migrations and audits may make now (`null`: without limit); when there are none, when more may come. */
            bulk: {
                calls: number | null;
                nextAt: string | null;
            };
        };
        CustomField: {
            /** @enum {string} */
            object: "company" | "customer" | "order";
            /**
             * @description The key under `custom`.
             * @example loyaltyTier
             */
            name: string;
            /**
             * @description The CRM’s name of it. Made when it is missing.
             * @example loyalty_tier
             * @example Loyalty_Tier__c
             */
            property: string;
            /**
             * @description What salespeople read. Absent: the name.
             * @example Loyalty tier
             */
            label?: string;
            /**
             * @default text
             * @enum {string}
             */
            type: "text" | "number" | "boolean" | "datetime" | "list";
            /**
             * @description The CRM refuses a second record with the same value.
             * @default false
             */
            unique: boolean;
            /**
             * @description Of a `list` whose property is to be made: what it may hold.
             * @example [
             *       "Tea",
             *       "Coffee"
             *     ]
             */
            options?: string[];
        };
        ConnectionBody: {
            /** @enum {string} */
            crm: "hubspot" | "salesforce";
            /**
             * @description Access token of the account, for good. Stored sealed; never answered.
             * @example pat-na1-token-of-your-app
             */
            token?: string;
            /**
             * @description Instead of `token`: the refresh token of an app that the operator has set (HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET; SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET). Access tokens are refreshed by it from then on. Stored sealed; never answered.
             * @example na1-refresh-token-of-your-account
             */
            refreshToken?: string;
            /**
             * @description What the account is used for. In a new connection `test`, which takes test accounts only.
             * @enum {string}
             */
            environment?: "test" | "production";
            /** @description Where the CRM answers: its own address, or an origin that the operator allows (`CRM_URLS`). Where accounts answer each at an address of its own (Salesforce: like https://example.my.salesforce.com), it has to be said with a `token`; a `refreshToken` finds it. */
            url?: string;
            /**
             * @description Opens a record in your system; stands on the CRM record. `null`: none.
             * @example https://shop.example.com/{type}/{id}
             */
            recordUrl?: string | null;
            customFields?: components["schemas"]["CustomField"][];
            fieldRules?: components["schemas"]["FieldRule"][];
            newRecords?: components["schemas"]["NewRecords"];
            archive?: components["schemas"]["Archive"];
            emailGate?: components["schemas"]["EmailGate"];
            quota?: components["schemas"]["QuotaSettings"];
            /**
             * @description The client secret of a private app of the account, which signs its webhooks; empty: they are signed by the app that the operator has set. Stored sealed; never answered.
             * @example 6c0f2a5e-8d1b-4f3a-9c7e-2b5d8e1f4a60
             */
            webhookSecret?: string;
            /**
             * @description The oldest signature of webhooks that is taken. `v1` covers neither time nor address: what was sent once could be sent again by others. In a new connection `v3`.
             * @enum {string}
             */
            webhookSignature?: "v3" | "v1";
            /**
             * @description How often the CRM is asked what was changed there; in a new connection 60.
             * @example 60
             */
            pollSeconds?: number;
            /** @description Whether the CRM is listened to by a call that stays open, besides polling. `false` where it has no such. */
            streaming?: boolean;
            /**
             * @description How your records come into the account, said when it is connected for the first time. `at-once`: now. `planned`: by a migration (`POST /v1/connections/{id}/migration`), and the connection rests until that is started. In a new connection `at-once`.
             * @enum {string}
             */
            firstLoad?: "at-once" | "planned";
            /**
             * @description The id of the account that the token must open. Lets a production account be used for tests.
             * @example 12345678
             */
            confirmAccount?: string;
        } & ({
            token: unknown;
        } | {
            refreshToken: unknown;
        });
        PauseBody: {
            /**
             * @description For whoever finds it paused.
             * @example Cleaning up in the CRM until Monday.
             */
            reason?: string;
        };
        ResumeBody: Record<string, never>;
        Connection: {
            /**
             * @description Its name.
             * @example hubspot
             */
            id: string;
            /** @enum {string} */
            crm: "hubspot" | "salesforce";
            /** @enum {string} */
            environment: "test" | "production";
            /**
             * @description The CRM’s id of the account.
             * @example 12345678
             */
            accountId: string;
            /**
             * @description `paused`: by a person; `reauth`: the CRM does not accept the token, connect it again.
             * @enum {string}
             */
            state: "active" | "paused" | "reauth";
            /** @description Why it does not work; of an active one, why it has no access token for the moment. */
            reason: {
                /** @example PAUSED */
                code: string;
                message: string;
            } | null;
            /** @example https://api.hubapi.com */
            baseUrl: string;
            /** @description The CRM takes no calls until then. */
            throttledUntil: string | null;
            /** @description Migrations and audits wait until then, as the account’s calls are others’; all else goes on. */
            bulkAfter: string | null;
            recordUrl: string | null;
            /**
             * @description How often the CRM is asked what was changed there.
             * @example 60
             */
            pollSeconds: number;
            /** @description Whether the CRM is listened to by a call that stays open. */
            streaming: boolean;
            customFields: {
                /** @enum {string} */
                object: "company" | "customer" | "order";
                name: string;
                property: string;
                label: string;
                /** @enum {string} */
                type: "text" | "number" | "boolean" | "datetime" | "list";
                unique: boolean;
                options?: string[];
            }[];
            /** @description How fields flow, where that is not as usual. */
            fieldRules: components["schemas"]["FieldRule"][];
            /** @description What becomes of CRM records that nobody ordered for. */
            newRecords: {
                /** @enum {string} */
                company: "match" | "offer" | "ignore";
                /** @enum {string} */
                customer: "match" | "offer" | "ignore";
                /** @enum {string} */
                order: "match" | "offer" | "ignore";
            };
            /** @description What a deletion on one side does to the other. */
            archive: {
                /** @enum {string} */
                company: "none" | "push" | "pull" | "both";
                /** @enum {string} */
                customer: "none" | "push" | "pull" | "both";
                /** @enum {string} */
                order: "none" | "push" | "pull" | "both";
            };
            /** @description Which e-mail addresses reach the CRM. */
            emailGate: {
                /** @enum {string} */
                require: "confirmed" | "valid" | "off";
                /** @enum {string} */
                onFailure: "hold" | "omit";
            };
            /**
             * @description How its records came into the CRM at first.
             * @enum {string}
             */
            firstLoad: "at-once" | "planned";
            /** @description How the account’s calls are shared with its other programs. */
            quota: {
                /**
                 * @description The share of the account’s calls of a day that migrations and audits leave to other programs.
                 * @example 0.2
                 */
                reserve: number;
                /**
                 * @description All that Tandem may call in a day; `null`: as many as the account has.
                 * @example 50000
                 */
                dailyCalls: number | null;
            };
            /** @enum {string} */
            webhookSignature: "v3" | "v1";
            /** @description How the account’s webhooks stand. Nothing depends on it: what they do not tell is polled. */
            webhooks: {
                /**
                 * @description `none`: none ever came, changes are found by polling alone; `silent`: polling finds changes that none announced, though they came once.
                 * @enum {string}
                 */
                state: "none" | "ok" | "silent";
                /** @description When the last one came, to the minute. */
                lastDeliveryAt: string | null;
                /**
                 * @description How many changes polling has found since then that no webhook announced.
                 * @example 0
                 */
                unannounced: number;
            };
            /**
             * Format: date-time
             * @example 2026-11-22T09:30:00.000Z
             */
            createdAt: string;
        };
        Connected: {
            /**
             * @description Its name.
             * @example hubspot
             */
            id: string;
            /** @enum {string} */
            crm: "hubspot" | "salesforce";
            /** @enum {string} */
            environment: "test" | "production";
            /**
             * @description The CRM’s id of the account.
             * @example 12345678
             */
            accountId: string;
            /**
             * @description `paused`: by a person; `reauth`: the CRM does not accept the token, connect it again.
             * @enum {string}
             */
            state: "active" | "paused" | "reauth";
            /** @description Why it does not work; of an active one, why it has no access token for the moment. */
            reason: {
                /** @example PAUSED */
                code: string;
                message: string;
            } | null;
            /** @example https://api.hubapi.com */
            baseUrl: string;
            /** @description The CRM takes no calls until then. */
            throttledUntil: string | null;
            /** @description Migrations and audits wait until then, as the account’s calls are others’; all else goes on. */
            bulkAfter: string | null;
            recordUrl: string | null;
            /**
             * @description How often the CRM is asked what was changed there.
             * @example 60
             */
            pollSeconds: number;
            /** @description Whether the CRM is listened to by a call that stays open. */
            streaming: boolean;
            customFields: {
                /** @enum {string} */
                object: "company" | "customer" | "order";
                name: string;
                property: string;
                label: string;
                /** @enum {string} */
                type: "text" | "number" | "boolean" | "datetime" | "list";
                unique: boolean;
                options?: string[];
            }[];
            /** @description How fields flow, where that is not as usual. */
            fieldRules: components["schemas"]["FieldRule"][];
            /** @description What becomes of CRM records that nobody ordered for. */
            newRecords: {
                /** @enum {string} */
                company: "match" | "offer" | "ignore";
                /** @enum {string} */
                customer: "match" | "offer" | "ignore";
                /** @enum {string} */
                order: "match" | "offer" | "ignore";
            };
            /** @description What a deletion on one side does to the other. */
            archive: {
                /** @enum {string} */
                company: "none" | "push" | "pull" | "both";
                /** @enum {string} */
                customer: "none" | "push" | "pull" | "both";
                /** @enum {string} */
                order: "none" | "push" | "pull" | "both";
            };
            /** @description Which e-mail addresses reach the CRM. */
            emailGate: {
                /** @enum {string} */
                require: "confirmed" | "valid" | "off";
                /** @enum {string} */
                onFailure: "hold" | "omit";
            };
            /**
             * @description How its records came into the CRM at first.
             * @enum {string}
             */
            firstLoad: "at-once" | "planned";
            /** @description How the account’s calls are shared with its other programs. */
            quota: {
                /**
                 * @description The share of the account’s calls of a day that migrations and audits leave to other programs.
                 * @example 0.2
                 */
                reserve: number;
                /**
                 * @description All that Tandem may call in a day; `null`: as many as the account has.
                 * @example 50000
                 */
                dailyCalls: number | null;
            };
            /** @enum {string} */
            webhookSignature: "v3" | "v1";
            /** @description How the account’s webhooks stand. Nothing depends on it: what they do not tell is polled. */
            webhooks: {
                /**
                 * @description `none`: none ever came, changes are found by polling alone; `silent`: polling finds changes that none announced, though they came once.
                 * @enum {string}
                 */
                state: "none" | "ok" | "silent";
                /** @description When the last one came, to the minute. */
                lastDeliveryAt: string | null;
                /**
                 * @description How many changes polling has found since then that no webhook announced.
                 * @example 0
                 */
                unannounced: number;
            };
            /**
             * Format: date-time
             * @example 2026-11-22T09:30:00.000Z
             */
            createdAt: string;
            /**
             * @description What the CRM says of the account.
             * @enum {string}
             */
            accountKind: "production" | "test";
        };
        ConnectionPage: {
            items: components["schemas"]["Connection"][];
            /** @description Pass it as `cursor` for the next page; null on the last. */
            cursor: string | null;
        };
        MessageUrlBody: Record<string, never>;
        MessageUrl: {
            /**
             * @description What the CRM is to send its messages to. It holds a secret and is shown this once.
             * @example https://sync.example.com/webhooks/salesforce/salesforce/Zc1v8bXc0m3rTq9sYw2kLh5nGj7dFa4pEu6iOxRtB-M
             */
            url: string;
        };
        DestinationBody: {
            /**
             * @description Where changes are sent: https at a public address, or an origin that the operator allows (`DESTINATION_URLS`).
             * @example https://orders.example.com/tandem
             */
            url?: string;
            /**
             * @description When a change counts as accepted. `explicit`: when you say so. `on-delivery`: when it was answered 2xx, or, where you ask for changes, when the next request names it in `after` (with a key that may also write changes). At first `explicit`.
             * @enum {string}
             */
            acceptance?: "explicit" | "on-delivery";
            /** @description Makes a new secret. The one before signs beside it for 24 hours. */
            rotateSecret?: boolean;
            /**
             * @description Sends the changes after this `seq`, also those that were sent before. At first 0: all there are.
             * @example 17
             */
            after?: number;
        };
        OpenOffers: {
            /**
             * @description What you were told and have not answered. `overdue`: something has waited for 7 days.
             * @enum {string}
             */
            state: "none" | "waiting" | "overdue";
            /** @description The change that has waited longest. */
            oldest: {
                /** @example 17 */
                seq: number;
                /**
                 * Format: date-time
                 * @example 2026-11-26T09:30:00.000Z
                 */
                at: string;
            } | null;
            /** @description Of `overdue`: what to do, for a person. */
            advice: string | null;
        };
        Destination: {
            /**
             * @description `none`: nothing is sent, ask with `GET /v1/changes`; `retrying`: the next change was not taken yet; `parked`: it was not taken for a day, resume it.
             * @enum {string}
             */
            state: "none" | "active" | "retrying" | "parked";
            url: string | null;
            /** @enum {string} */
            acceptance: "explicit" | "on-delivery";
            /**
             * @description All changes up to this one were delivered.
             * @example 17
             */
            lastDeliveredSeq: number;
            /** @description Why the next change was not taken at the last try. */
            lastError: {
                /** @example HTTP_503 */
                code: string;
                message: string;
            } | null;
            /**
             * @description How often the next change was not taken.
             * @example 0
             */
            attempts: number;
            /** @description Of `retrying`. */
            nextAttemptAt: string | null;
            parkedAt: string | null;
            /** @description The secret before the present one signs until then. */
            previousSecretUntil: string | null;
            offers: components["schemas"]["OpenOffers"];
        };
        DestinationSet: {
            /**
             * @description `none`: nothing is sent, ask with `GET /v1/changes`; `retrying`: the next change was not taken yet; `parked`: it was not taken for a day, resume it.
             * @enum {string}
             */
            state: "none" | "active" | "retrying" | "parked";
            url: string | null;
            /** @enum {string} */
            acceptance: "explicit" | "on-delivery";
            /**
             * @description All changes up to this one were delivered.
             * @example 17
             */
            lastDeliveredSeq: number;
            /** @description Why the next change was not taken at the last try. */
            lastError: {
                /** @example HTTP_503 */
                code: string;
                message: string;
            } | null;
            /**
             * @description How often the next change was not taken.
             * @example 0
             */
            attempts: number;
            /** @description Of `retrying`. */
            nextAttemptAt: string | null;
            parkedAt: string | null;
            /** @description The secret before the present one signs until then. */
            previousSecretUntil: string | null;
            offers: components["schemas"]["OpenOffers"];
            /**
             * @description Verifies signatures (Standard Webhooks). Shown once: when the url is set first, and when it is rotated.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=
             */
            secret?: string;
        };
        MappingLine: {
            /**
             * @description The order system’s name of a field; of a custom field `custom.<name>`.
             * @example phone
             * @example custom.loyaltyTier
             */
            field?: string;
            /**
             * @description Instead of a field: what is said of every record. Pushed only.
             * @example Web shop
             */
            constant?: string | number | boolean;
            /**
             * @description Instead of a field: a text of several, `{firstName} {lastName}`. `{{` and `}}` stand for braces. Blank when all its fields are. Pushed only.
             * @example {firstName} {lastName}
             */
            template?: string;
            /**
             * @description The CRM’s name of the property.
             * @example phone
             * @example Loyalty_Tier__c
             */
            property: string;
            /**
             * @description How a value is written and read. Absent: by the kind of the field, or the type of the property that is made; else text.
             * @enum {string}
             */
            converter?: "text" | "integer" | "number" | "boolean" | "date" | "datetime" | "list" | "money" | "picklist";
            /**
             * @description Of `money`: the field that holds the currency. Absent: `currency`.
             * @example phone
             * @example custom.loyaltyTier
             */
            currency?: string;
            /**
             * @description Of `picklist`: the CRM’s option by your value. Case of values does not count.
             * @example {
             *       "paid": "closedwon",
             *       "shipped": "closedwon"
             *     }
             */
            options?: {
                [key: string]: string;
            };
            /**
             * @description Of `picklist`: as which value an option comes back that several values share. Needed of a field that is read; where an option has one value, it goes without saying.
             * @example {
             *       "closedwon": "paid"
             *     }
             */
            inverse?: {
                [key: string]: string;
            };
            /**
             * @description `push`: to the CRM alone (absent: this); `pull`: from the CRM alone; `both`.
             * @enum {string}
             */
            direction?: "push" | "pull" | "both";
            /**
             * @description Whose value stands when both sides of a two-way field have changed it. Absent: `order-system`.
             * @enum {string}
             */
            policy?: "order-system" | "crm" | "newest" | "fill-blanks" | "ask";
            /** @description Of a field of one direction: what the other side changes in it is put right. */
            enforce?: boolean;
            /**
             * @description What a blank does to the other side: nothing (`keep`; absent: this), or it empties the field there (`clear`).
             * @enum {string}
             */
            blank?: "keep" | "clear";
            /**
             * @description Of a two-way field that is new on a live connection: whose value stands where both sides have one already.
             * @enum {string}
             */
            seed?: "order-system" | "crm" | "newest" | "fill-blanks" | "ask";
            /** @description The property is made when the CRM has none of this name. Not for order lines. */
            create?: {
                /**
                 * @description What salespeople read.
                 * @example Loyalty tier
                 */
                label: string;
                /**
                 * @description What it holds.
                 * @enum {string}
                 */
                type: "text" | "number" | "boolean" | "datetime" | "list";
                /** @description The CRM refuses a second record with the same value. */
                unique?: boolean;
                /**
                 * @description Of a `list`: what it may hold.
                 * @example [
                 *       "Tea",
                 *       "Coffee"
                 *     ]
                 */
                options?: string[];
            };
        };
        ObjectMapping: {
            /** @description `false`: no record of this type flows. Absent: `true`. */
            flows?: boolean;
            /**
             * @description Only records of which all of these hold flow.
             * @example [
             *       {
             *         "field": "country",
             *         "in": [
             *           "DE"
             *         ]
             *       }
             *     ]
             */
            where?: ({
                /**
                 * @description The order system’s name of a field; of a custom field `custom.<name>`.
                 * @example phone
                 * @example custom.loyaltyTier
                 */
                field: string;
                /**
                 * @description The field has one of these values.
                 * @example [
                 *       "DE",
                 *       "AT"
                 *     ]
                 */
                in?: (string | number | boolean)[];
                /** @description The field has none of these values, or is blank. */
                notIn?: (string | number | boolean)[];
                /** @description Whether the field is blank, or was never said. */
                blank?: boolean;
            } & ({
                in: unknown;
            } | {
                notIn: unknown;
            } | {
                blank: unknown;
            }))[];
            /**
             * @description All the fields that flow. Absent: those of the catalogue.
             * @example [
             *       {
             *         "field": "email",
             *         "property": "email",
             *         "direction": "both"
             *       }
             *     ]
             */
            fields?: components["schemas"]["MappingLine"][];
            /** @description Of orders: their lines. Absent: as the catalogue has them. */
            lines?: {
                /** @description All the fields of a line that flow. */
                fields: components["schemas"]["MappingLine"][];
            };
        };
        /** Tandem: the mapping of a connection */
        MappingDocument: {
            /** @description Where this schema is, for editors. */
            $schema?: string;
            /** @description By object type: company, customer, order. One that is absent is as the catalogue has it. */
            objects: {
                company?: components["schemas"]["ObjectMapping"];
                customer?: components["schemas"]["ObjectMapping"];
                order?: components["schemas"]["ObjectMapping"];
            };
        };
        Mapping: {
            /**
             * @description Counts what was saved; 0: nothing was, and the catalogue’s holds.
             * @example 3
             */
            version: number;
            /** @description Whole: nothing is left to be looked up in the catalogue. */
            document: components["schemas"]["MappingDocument"];
            /** @description By type, as the history of a record names the rules that it was synced by. */
            mappingVersions: {
                company: string;
                customer: string;
                order: string;
            };
        };
        MappingApplied: {
            /**
             * @description Counts what was saved; 0: nothing was, and the catalogue’s holds.
             * @example 3
             */
            version: number;
            /** @description `false`: it is the one that holds already. */
            applied: boolean;
            /** @description How many records are looked at by it. */
            marked: number;
            /** @description By type, as the history of a record names the rules that it was synced by. */
            mappingVersions: {
                company: string;
                customer: string;
                order: string;
            };
        };
        /** @description Every mistake at once. */
        MappingChecked: {
            ok: boolean;
            errors: {
                /**
                 * @description Its place in the document.
                 * @example objects.order.fields[3].inverse.closedwon
                 */
                field: string;
                reason: string;
            }[];
        };
        MappingVersionPage: {
            items: {
                /**
                 * @description Counts what was saved; 0: nothing was, and the catalogue’s holds.
                 * @example 3
                 */
                version: number;
                document: components["schemas"]["MappingDocument"];
                /**
                 * Format: date-time
                 * @example 2026-11-22T09:30:00.000Z
                 */
                createdAt: string;
            }[];
            /** @description Pass it as `cursor` for the next page; null on the last. */
            cursor: string | null;
        };
        MappingPreviewBody: {
            document: components["schemas"]["MappingDocument"];
            /** @description How many records are shown: of each type in turn, the newest first. Absent: 10. */
            n?: number;
            /**
             * @description Of this type alone.
             * @enum {string}
             */
            type?: "company" | "customer" | "order";
        };
        MappingPreviewSide: {
            /** @description Why the record does not flow. */
            skipped: {
                code: string;
                message: string;
                field?: string;
            } | null;
            /** @description Were the record sent anew; blanks that change nothing are left out. */
            properties: {
                [key: string]: unknown;
            };
            lines: {
                lineId: string;
                properties: {
                    [key: string]: unknown;
                };
            }[];
            /** @description Values that cannot be written, without the values. */
            problems: {
                field: string;
                code: string;
                message: string;
            }[];
        };
        MappingPreview: {
            items: {
                /** @enum {string} */
                type: "company" | "customer" | "order";
                id: string;
                before: components["schemas"]["MappingPreviewSide"];
                after: components["schemas"]["MappingPreviewSide"];
                changed: boolean;
            }[];
        };
        /**
         * @example {
         *       "timeZone": "Europe/Berlin",
         *       "from": "22:00",
         *       "to": "06:00"
         *     }
         */
        MigrationWindow: {
            timeZone: string;
            /** @description 1 is Monday; absent: every day. A window over midnight belongs to the day it begins. */
            days?: number[];
            from: string;
            /** @description Before or at `from`: of the next day. */
            to: string;
        };
        MigrationBody: {
            /**
             * @description How many records go first.
             * @example 50
             */
            pilot?: number;
            /**
             * @description Who says that the pilot was good. `person`: it waits for `start`. `rule`: it goes on when no more failed than `failureLimit`.
             * @enum {string}
             */
            check?: "person" | "rule";
            /**
             * @description The share of a wave’s records that may be refused, unforeseen by the plan, before it pauses.
             * @example 0.02
             */
            failureLimit?: number;
            /**
             * @description The share of the account’s calls of a day that it may use at most.
             * @example 1
             */
            dailyShare?: number;
            /** @description When records are sent; none: at any time. */
            windows?: components["schemas"]["MigrationWindow"][];
            /** @description For the plan the CRM is asked about every record, and not about a sample. */
            thorough?: boolean;
        };
        ApproveBody: {
            /** @description Of the plan that you have read. */
            hash: string;
        };
        MigrationStopBody: {
            /**
             * @description For whoever finds it so.
             * @example The sales team is in the CRM until Monday.
             */
            reason?: string;
        };
        MigrationGoOnBody: Record<string, never>;
        MigrationPlan: {
            /** @description What is approved. */
            hash: string;
            /**
             * Format: date-time
             * @example 2026-11-22T09:30:00.000Z
             */
            madeAt: string;
            /**
             * Format: date-time
             * @example 2026-11-22T09:30:00.000Z
             */
            expiresAt: string;
            mappingVersion: string;
            /** @description How many it is about. */
            records: {
                company: number;
                customer: number;
                order: number;
            };
            /** @description What becomes of them. `same`: they are in the CRM already, as they are here. `refused`: the CRM would not take a value. `waits`: for a record that does not flow. */
            ends: {
                company: {
                    create: number;
                    adopt: number;
                    update: number;
                    same: number;
                    held: number;
                    skipped: number;
                    refused: number;
                    waits: number;
                };
                customer: {
                    create: number;
                    adopt: number;
                    update: number;
                    same: number;
                    held: number;
                    skipped: number;
                    refused: number;
                    waits: number;
                };
                order: {
                    create: number;
                    adopt: number;
                    update: number;
                    same: number;
                    held: number;
                    skipped: number;
                    refused: number;
                    waits: number;
                };
            };
            reasons: {
                /** @enum {string} */
                object: "company" | "customer" | "order";
                /** @enum {string} */
                end: "held" | "skipped" | "refused" | "waits";
                code: string;
                message: string;
                count: number;
                /** @description Your ids of a few of them. */
                examples: string[];
            }[];
            calls: {
                total: number;
                byEndpoint: {
                    [key: string]: number;
                };
                /** @description What making the plan has cost. */
                spent: number;
            };
            /** @description How many records the CRM was asked about; of the others it is inferred. */
            asked: {
                company: number;
                customer: number;
                order: number;
            };
            days: {
                /** Format: date */
                date: string;
                calls: number;
                /** @description Calls that others are expected to make. */
                others: number;
                /** @description What is left of the day for others and for live changes, beside the reserve. */
                left: number;
            }[];
            /** @description Null: the account’s limits let nothing through. */
            finish: {
                expected: string | null;
                earliest: string | null;
                latest: string | null;
            };
            pilot: {
                /** @enum {string} */
                object: "company" | "customer" | "order";
                sourceId: string;
                /** @description What of the mapping it is an example of. */
                branches: string[];
            }[];
        };
        Migration: {
            id: string;
            /**
             * @description `planning`, then `planned`, `approved`, `pilot`, `piloted` (a person looks at what the pilot has made), `ramp`, `done`; or `paused`, `cancelled`.
             * @enum {string}
             */
            state: "planning" | "planned" | "approved" | "pilot" | "piloted" | "ramp" | "paused" | "done" | "cancelled";
            /** @description Where a paused one goes on. */
            pausedFrom: ("planning" | "planned" | "approved" | "pilot" | "piloted" | "ramp" | "paused" | "done" | "cancelled") | null;
            /** @description Why it is paused, was cancelled, or waits, and what to do. */
            reason: {
                /** @example too-many-failures */
                code: string;
                message: string;
            } | null;
            waitsUntil: string | null;
            settings: {
                /**
                 * @description How many records go first.
                 * @example 50
                 */
                pilot: number;
                /**
                 * @description Who says that the pilot was good. `person`: it waits for `start`. `rule`: it goes on when no more failed than `failureLimit`.
                 * @enum {string}
                 */
                check: "person" | "rule";
                /**
                 * @description The share of a wave’s records that may be refused, unforeseen by the plan, before it pauses.
                 * @example 0.02
                 */
                failureLimit: number;
                /**
                 * @description The share of the account’s calls of a day that it may use at most.
                 * @example 1
                 */
                dailyShare: number;
                /** @description When records are sent; none: at any time. */
                windows: components["schemas"]["MigrationWindow"][];
                /** @description For the plan the CRM is asked about every record, and not about a sample. */
                thorough: boolean;
            };
            /** @description How far the plan is, while it is being made. */
            planning: {
                done: number;
                total: number;
            } | null;
            plan: components["schemas"]["MigrationPlan"] | null;
            progress: {
                /** @description 0: the pilot. */
                wave: number;
                waveSize: number;
                released: number;
                /** @description Records of the plan. */
                total: number;
                /** @description The connection’s records in the CRM, by how they stand. */
                links: {
                    pending: number;
                    synced: number;
                    held: number;
                    parked: number;
                    conflict: number;
                    offered: number;
                    gone: number;
                    skipped: number;
                };
                calls: {
                    made: number;
                    planned: number;
                    /** @description With more it pauses. */
                    limit: number;
                };
                /** @description When it will be done, as far as that can be said. */
                expected: string | null;
            };
            /**
             * Format: date-time
             * @example 2026-11-22T09:30:00.000Z
             */
            createdAt: string;
            approvedAt: string | null;
            startedAt: string | null;
            finishedAt: string | null;
        };
        MigrationReport: {
            migrationId: string;
            /** @enum {string} */
            state: "planning" | "planned" | "approved" | "pilot" | "piloted" | "ramp" | "paused" | "done" | "cancelled";
            ends: {
                /** @enum {string} */
                type: "company" | "customer" | "order";
                /**
                 * @description `waiting`: nobody has begun with them.
                 * @enum {string}
                 */
                state: "pending" | "synced" | "held" | "parked" | "conflict" | "offered" | "gone" | "skipped" | "waiting";
                code: string | null;
                /** @description Your name of the field that is to blame. */
                field: string | null;
                /** @description As one of them has it. */
                message: string | null;
                /** @description Whose turn it is. */
                owner: ("us" | "crm-administrator" | "data-steward" | "wait") | null;
                remedy: string | null;
                count: number;
                /** @description Your ids of a few of those that are not synced. */
                examples: string[];
            }[];
        };
        MigrationCsv: string;
        ProvisionBody: {
            /**
             * @description Only answers what would be done; nothing is changed.
             * @default false
             */
            plan: boolean;
        };
        PromoteBody: {
            /**
             * @description The connection that is set up as wanted; of the same CRM.
             * @example hubspot-test
             */
            from: string;
            /**
             * @description Only answers what would be done; nothing is changed.
             * @default false
             */
            plan: boolean;
            /**
             * @description Whether how often the CRM is asked, and how its calls are shared (`quota`), is carried over as well.
             * @default false
             */
            pollSeconds: boolean;
        };
        ProvisionStep: {
            /**
             * @description The CRM’s name of the object.
             * @example deals
             */
            object: string;
            /** @enum {string} */
            what: "property" | "option" | "stage" | "pipeline";
            /**
             * @description The CRM’s name of the property.
             * @example dealstage
             */
            property: string;
            /** @description Of the property, or the label of the option, stage or pipeline. */
            name: string;
            /**
             * @example text, unique
             * @example counts as won
             */
            detail: string;
        };
        ByHand: {
            /**
             * @description The CRM’s name of the object.
             * @example deals
             */
            object: string;
            /**
             * @description The CRM’s name of the property.
             * @example dealstage
             */
            property: string;
            /** @description What is wrong, and what to do about it. */
            remedy: string;
        };
        Provisioned: {
            connectionId: string;
            plan: boolean;
            /** @description To be made in the CRM or, without `plan`, made. */
            steps: components["schemas"]["ProvisionStep"][];
            /** @description Options that the mapping named by their label, and names by the CRM’s id from then on. */
            renamings: {
                /**
                 * @description The CRM’s name of the object.
                 * @example deals
                 */
                object: string;
                /**
                 * @description The CRM’s name of the property.
                 * @example dealstage
                 */
                property: string;
                from: string;
                to: string;
            }[];
            /** @description What a person has to do in the CRM. */
            byHand: components["schemas"]["ByHand"][];
        };
        Difference: {
            /** @example order.fields.dealstage */
            place: string;
            /** @description As JSON; null: nothing was said there. */
            from: string | null;
            /** @description As JSON; null: nothing is said there. */
            to: string | null;
        };
        Promotion: {
            from: string;
            to: string;
            plan: boolean;
            /** @description To be made in the CRM or, without `plan`, made. */
            steps: components["schemas"]["ProvisionStep"][];
            mapping: components["schemas"]["Difference"][];
            settings: components["schemas"]["Difference"][];
            /** @description Subscriptions of our app that were missing. */
            webhooks: string[];
            /** @description What a person has to do in the CRM; mapping and settings follow then. */
            byHand: components["schemas"]["ByHand"][];
            /** @description Whether the target is set up so now. */
            settingsCarried: boolean;
        };
        CompanyBatch: {
            records: components["schemas"]["CompanyRow"][];
        };
        CustomerBatch: {
            records: components["schemas"]["CustomerRow"][];
        };
        OrderBatch: {
            records: components["schemas"]["OrderRow"][];
        };
        ScheduleBody: {
            /**
             * @description How often the CRM is asked what was changed of this type; `null`: as often as `pollSeconds` says.
             * @example 300
             */
            seconds?: number | null;
            /** @description `false`: it is asked for no more; `true`: it is again, at once, whatever it was disabled for. */
            enabled?: boolean;
        };
        TypeSchedule: {
            /** @enum {string} */
            type: "company" | "customer" | "order";
            /**
             * @description Seconds.
             * @example 60
             */
            every: number;
            /** @enum {string} */
            state: "active" | "disabled";
            /** @description Why it is disabled: the code of the CRM’s refusal, `BY_A_PERSON`, or `not-flowing` by the mapping. */
            reason: {
                /** @example BY_A_PERSON */
                code: string;
                message: string;
            } | null;
            /** @description Of one that is disabled after refusals, when it is probed; null: not by itself. */
            dueNext: string | null;
            /** @description When all that was changed had been seen last; null: never yet. */
            lastSyncedAt: string | null;
            /** @description Also when it is over; null: there was none. */
            lastError: {
                /**
                 * @description What was asked for: changes, those that come to light late, or what is archived.
                 * @enum {string}
                 */
                sweep: "changes" | "late" | "archived";
                /** @enum {string} */
                kind: "retry" | "throttled" | "reauth" | "rejected" | "gone" | "duplicate" | "stale" | "unknown";
                code: string;
                message: string;
                /**
                 * Format: date-time
                 * @example 2026-11-22T09:30:00.000Z
                 */
                at: string;
            } | null;
            /** @description How many in a row ended with one kind and code; 0: all is well. */
            failures: number;
        };
        Schedule: {
            schedule: components["schemas"]["TypeSchedule"][];
        };
    };
    responses: never;
    parameters: {
        /**
         * @description Your id of the record.
         * @example 1042
         */
        recordId: string;
        /**
         * @description Name of the connection.
         * @example hubspot
         */
        connectionId: string;
        /**
         * @description The `seq` of the change.
         * @example 17
         */
        changeId: number;
        /**
         * @description The number of the conflict.
         * @example 3
         */
        conflictId: number;
        /**
         * @description Your name of the field; of a custom one `custom.<name>`.
         * @example custom.tier
         */
        field: string;
        /** @description The `seq` of the last change that you have read. */
        after: number;
        /** @description How many seconds an answer without changes may be held back. */
        wait: number;
        /**
         * @description Your version of the deletion. Absent: the time of arrival.
         * @example 2026-11-22T09:30:00Z
         */
        version: string;
        /** @description Only of this connection. */
        ofConnection: string;
        /** @description Only of this type. */
        ofType: "company" | "customer" | "order";
        /** @description Only for the reason with this code. */
        ofCode: string;
        /** @description Only for reasons that blame this field of yours; empty: that blame none. */
        ofField: string;
        /** @description Only where it is their turn. */
        ofOwner: "us" | "crm-administrator" | "data-steward" | "wait";
        /**
         * @description Items per page.
         * @example 100
         */
        limit: number;
        /** @description The `cursor` of the page before; absent for the first. */
        cursor: string;
        /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
        idempotencyKey: string;
        /** @description The `ETag` of what was read: when it holds no longer, nothing is stored and the answer is 412. */
        ifMatch: string;
        /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
        ifNoneMatch: string;
    };
    requestBodies: never;
    headers: {
        /** @description Changes when the answer does. */
        ETag: string;
        /** @description Seconds to wait. */
        "Retry-After": number;
        /** @description Seconds to wait, where waiting helps. */
        "Retry-After-Or-Not": number;
        /** @description `true` when this is the answer to an earlier request with the same key. */
        "Idempotency-Replayed": "true";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getCompany: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "c-7",
                     *       "name": "Analytical Engines Ltd",
                     *       "domain": "engines.example",
                     *       "country": "GB",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["StoredCompany"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was deleted (`deleted`). The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putCompany: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Company"];
            };
        };
        responses: {
            /** @description Stored, or known already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "c-7",
                     *       "result": "stored",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WriteResult"];
                };
            };
            /** @description The record is not valid (`invalid-record`). The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCompany: {
        parameters: {
            query?: {
                /**
                 * @description Your version of the deletion. Absent: the time of arrival.
                 * @example 2026-11-22T09:30:00Z
                 */
                updatedAt?: components["parameters"]["version"];
            };
            header?: never;
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stored, or known already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "c-7",
                     *       "result": "stored",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WriteResult"];
                };
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchCompany: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Company"];
            };
        };
        responses: {
            /** @description Stored, or known already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "c-7",
                     *       "result": "stored",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WriteResult"];
                };
            };
            /** @description The record is not valid (`invalid-record`). The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCompanyLinks: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A link per connection. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "links": [
                     *         {
                     *           "connectionId": "hubspot",
                     *           "crm": "hubspot",
                     *           "state": "synced",
                     *           "reason": null,
                     *           "owner": null,
                     *           "remedy": null,
                     *           "externalId": "151",
                     *           "attempts": 0,
                     *           "syncedAt": "2026-11-22T09:30:01.000Z",
                     *           "stateSince": "2026-11-22T09:30:01.000Z",
                     *           "dueAt": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["LinksAnswer"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCompanyExplanation: {
        parameters: {
            query: {
                /**
                 * @description Your name of the field; of a custom one `custom.<name>`.
                 * @example custom.tier
                 */
                field: components["parameters"]["field"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What each side says, the rule, and what was done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "field": "name",
                     *       "said": {
                     *         "value": "Ours",
                     *         "since": "2026-11-22T09:29:00.000Z",
                     *         "requestId": "import-7"
                     *       },
                     *       "connections": [
                     *         {
                     *           "connectionId": "hubspot",
                     *           "state": "synced",
                     *           "reason": null,
                     *           "owner": null,
                     *           "remedy": null,
                     *           "rule": {
                     *             "direction": "both",
                     *             "policy": "order-system",
                     *             "enforce": false,
                     *             "clear": false
                     *           },
                     *           "mappingVersion": "1-5f3a9c0e",
                     *           "localBase": "Ours",
                     *           "remoteBase": "Ours"
                     *         }
                     *       ],
                     *       "chain": [
                     *         {
                     *           "at": "2026-11-22T09:30:01.000Z",
                     *           "connectionId": "hubspot",
                     *           "what": "updated",
                     *           "why": "write 3",
                     *           "from": "Before",
                     *           "to": "Ours",
                     *           "over": "Theirs",
                     *           "requestId": "import-7",
                     *           "crmRequestId": "0f1d6e9a-7a43-4a7e-9d5f-4b8c2c1a9e10",
                     *           "signals": [
                     *             "live"
                     *           ],
                     *           "mappingVersion": "1-5f3a9c0e"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseCompany: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Erased, now or before. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "c-7",
                     *       "erasedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ErasedRecord"];
                };
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postCompanyBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompanyBatch"];
            };
        };
        responses: {
            /** @description A result per row, in order. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "c-7",
                     *           "result": "stored",
                     *           "updatedAt": "2026-11-22T09:30:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BatchAnswer"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postCompanyImport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": components["schemas"]["CompanyRow"];
            };
        };
        responses: {
            /** @description A verdict per line, in order, then a summary. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "line": 1,
                     *       "id": "c-7",
                     *       "result": "stored",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/x-ndjson": components["schemas"]["ImportAnswerLine"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCustomer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1042",
                     *       "email": "ada@engines.example",
                     *       "firstName": "Ada",
                     *       "lastName": "Lovelace",
                     *       "companyId": "c-7",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["StoredCustomer"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was deleted (`deleted`). The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Customer"];
            };
        };
        responses: {
            /** @description Stored, or known already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1042",
                     *       "result": "stored",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WriteResult"];
                };
            };
            /** @description The record is not valid (`invalid-record`). The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCustomer: {
        parameters: {
            query?: {
                /**
                 * @description Your version of the deletion. Absent: the time of arrival.
                 * @example 2026-11-22T09:30:00Z
                 */
                updatedAt?: components["parameters"]["version"];
            };
            header?: never;
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stored, or known already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1042",
                     *       "result": "stored",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WriteResult"];
                };
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Customer"];
            };
        };
        responses: {
            /** @description Stored, or known already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1042",
                     *       "result": "stored",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WriteResult"];
                };
            };
            /** @description The record is not valid (`invalid-record`). The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCustomerLinks: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A link per connection. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "links": [
                     *         {
                     *           "connectionId": "hubspot",
                     *           "crm": "hubspot",
                     *           "state": "synced",
                     *           "reason": null,
                     *           "owner": null,
                     *           "remedy": null,
                     *           "externalId": "151",
                     *           "attempts": 0,
                     *           "syncedAt": "2026-11-22T09:30:01.000Z",
                     *           "stateSince": "2026-11-22T09:30:01.000Z",
                     *           "dueAt": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["LinksAnswer"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCustomerExplanation: {
        parameters: {
            query: {
                /**
                 * @description Your name of the field; of a custom one `custom.<name>`.
                 * @example custom.tier
                 */
                field: components["parameters"]["field"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What each side says, the rule, and what was done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "field": "name",
                     *       "said": {
                     *         "value": "Ours",
                     *         "since": "2026-11-22T09:29:00.000Z",
                     *         "requestId": "import-7"
                     *       },
                     *       "connections": [
                     *         {
                     *           "connectionId": "hubspot",
                     *           "state": "synced",
                     *           "reason": null,
                     *           "owner": null,
                     *           "remedy": null,
                     *           "rule": {
                     *             "direction": "both",
                     *             "policy": "order-system",
                     *             "enforce": false,
                     *             "clear": false
                     *           },
                     *           "mappingVersion": "1-5f3a9c0e",
                     *           "localBase": "Ours",
                     *           "remoteBase": "Ours"
                     *         }
                     *       ],
                     *       "chain": [
                     *         {
                     *           "at": "2026-11-22T09:30:01.000Z",
                     *           "connectionId": "hubspot",
                     *           "what": "updated",
                     *           "why": "write 3",
                     *           "from": "Before",
                     *           "to": "Ours",
                     *           "over": "Theirs",
                     *           "requestId": "import-7",
                     *           "crmRequestId": "0f1d6e9a-7a43-4a7e-9d5f-4b8c2c1a9e10",
                     *           "signals": [
                     *             "live"
                     *           ],
                     *           "mappingVersion": "1-5f3a9c0e"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseCustomer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Erased, now or before. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1042",
                     *       "erasedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ErasedRecord"];
                };
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postCustomerBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerBatch"];
            };
        };
        responses: {
            /** @description A result per row, in order. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "1042",
                     *           "result": "stored",
                     *           "updatedAt": "2026-11-22T09:30:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BatchAnswer"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postCustomerImport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": components["schemas"]["CustomerRow"];
            };
        };
        responses: {
            /** @description A verdict per line, in order, then a summary. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "line": 1,
                     *       "id": "1042",
                     *       "result": "stored",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/x-ndjson": components["schemas"]["ImportAnswerLine"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "42",
                     *       "number": "2026-0042",
                     *       "customerId": "1042",
                     *       "status": "paid",
                     *       "currency": "EUR",
                     *       "totalMinor": 9980,
                     *       "lines": [
                     *         {
                     *           "lineId": "1",
                     *           "sku": "GEAR-9",
                     *           "name": "Gear, 9 teeth",
                     *           "quantity": 2,
                     *           "unitPriceMinor": 4990
                     *         }
                     *       ],
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["StoredOrder"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was deleted (`deleted`). The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Order"];
            };
        };
        responses: {
            /** @description Stored, or known already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "42",
                     *       "result": "stored",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WriteResult"];
                };
            };
            /** @description The record is not valid (`invalid-record`). The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteOrder: {
        parameters: {
            query?: {
                /**
                 * @description Your version of the deletion. Absent: the time of arrival.
                 * @example 2026-11-22T09:30:00Z
                 */
                updatedAt?: components["parameters"]["version"];
            };
            header?: never;
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stored, or known already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "42",
                     *       "result": "stored",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WriteResult"];
                };
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Order"];
            };
        };
        responses: {
            /** @description Stored, or known already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "42",
                     *       "result": "stored",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WriteResult"];
                };
            };
            /** @description The record is not valid (`invalid-record`). The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrderLinks: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A link per connection. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "links": [
                     *         {
                     *           "connectionId": "hubspot",
                     *           "crm": "hubspot",
                     *           "state": "synced",
                     *           "reason": null,
                     *           "owner": null,
                     *           "remedy": null,
                     *           "externalId": "151",
                     *           "attempts": 0,
                     *           "syncedAt": "2026-11-22T09:30:01.000Z",
                     *           "stateSince": "2026-11-22T09:30:01.000Z",
                     *           "dueAt": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["LinksAnswer"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrderExplanation: {
        parameters: {
            query: {
                /**
                 * @description Your name of the field; of a custom one `custom.<name>`.
                 * @example custom.tier
                 */
                field: components["parameters"]["field"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What each side says, the rule, and what was done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "field": "name",
                     *       "said": {
                     *         "value": "Ours",
                     *         "since": "2026-11-22T09:29:00.000Z",
                     *         "requestId": "import-7"
                     *       },
                     *       "connections": [
                     *         {
                     *           "connectionId": "hubspot",
                     *           "state": "synced",
                     *           "reason": null,
                     *           "owner": null,
                     *           "remedy": null,
                     *           "rule": {
                     *             "direction": "both",
                     *             "policy": "order-system",
                     *             "enforce": false,
                     *             "clear": false
                     *           },
                     *           "mappingVersion": "1-5f3a9c0e",
                     *           "localBase": "Ours",
                     *           "remoteBase": "Ours"
                     *         }
                     *       ],
                     *       "chain": [
                     *         {
                     *           "at": "2026-11-22T09:30:01.000Z",
                     *           "connectionId": "hubspot",
                     *           "what": "updated",
                     *           "why": "write 3",
                     *           "from": "Before",
                     *           "to": "Ours",
                     *           "over": "Theirs",
                     *           "requestId": "import-7",
                     *           "crmRequestId": "0f1d6e9a-7a43-4a7e-9d5f-4b8c2c1a9e10",
                     *           "signals": [
                     *             "live"
                     *           ],
                     *           "mappingVersion": "1-5f3a9c0e"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Erased, now or before. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "42",
                     *       "erasedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ErasedRecord"];
                };
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrderBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderBatch"];
            };
        };
        responses: {
            /** @description A result per row, in order. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "42",
                     *           "result": "stored",
                     *           "updatedAt": "2026-11-22T09:30:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BatchAnswer"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrderImport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": components["schemas"]["OrderRow"];
            };
        };
        responses: {
            /** @description A verdict per line, in order, then a summary. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "line": 1,
                     *       "id": "42",
                     *       "result": "stored",
                     *       "updatedAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/x-ndjson": components["schemas"]["ImportAnswerLine"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmCustomerEmail: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description Your id of the record.
                 * @example 1042
                 */
                id: components["parameters"]["recordId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["EmailConfirmation"];
            };
        };
        responses: {
            /** @description Confirmed, now or before. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1042",
                     *       "emailConfirmed": true
                     *     }
                     */
                    "application/json": components["schemas"]["ConfirmedEmail"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there (`conflict`). A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After-Or-Not"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was deleted (`deleted`). The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listChanges: {
        parameters: {
            query?: {
                /** @description The `seq` of the last change that you have read. */
                after?: components["parameters"]["after"];
                /**
                 * @description Items per page.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description How many seconds an answer without changes may be held back. */
                wait?: components["parameters"]["wait"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes after the one that was named. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "changes": [
                     *         {
                     *           "seq": 17,
                     *           "kind": "changed",
                     *           "type": "customer",
                     *           "id": "1042",
                     *           "externalId": "151",
                     *           "connectionId": "hubspot",
                     *           "fields": {
                     *             "phone": {
                     *               "from": "+442079460000",
                     *               "to": "+442079460123"
                     *             }
                     *           },
                     *           "into": null,
                     *           "at": "2026-11-26T09:30:00.000Z",
                     *           "status": "open",
                     *           "answers": {}
                     *         }
                     *       ],
                     *       "after": 17
                     *     }
                     */
                    "application/json": components["schemas"]["Changes"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acceptChange: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description The `seq` of the change.
                 * @example 17
                 */
                id: components["parameters"]["changeId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AcceptBody"];
            };
        };
        responses: {
            /** @description The change, as it stands now. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "seq": 17,
                     *       "kind": "changed",
                     *       "type": "customer",
                     *       "id": "1042",
                     *       "externalId": "151",
                     *       "connectionId": "hubspot",
                     *       "fields": {
                     *         "phone": {
                     *           "from": "+442079460000",
                     *           "to": "+442079460123"
                     *         }
                     *       },
                     *       "into": null,
                     *       "at": "2026-11-26T09:30:00.000Z",
                     *       "status": "accepted",
                     *       "answers": {
                     *         "phone": {
                     *           "as": "accepted",
                     *           "at": "2026-11-26T09:31:00.000Z"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Change"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there (`conflict`). A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After-Or-Not"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refuseChange: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description The `seq` of the change.
                 * @example 17
                 */
                id: components["parameters"]["changeId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefuseBody"];
            };
        };
        responses: {
            /** @description The change, as it stands now. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "seq": 17,
                     *       "kind": "changed",
                     *       "type": "customer",
                     *       "id": "1042",
                     *       "externalId": "151",
                     *       "connectionId": "hubspot",
                     *       "fields": {
                     *         "phone": {
                     *           "from": "+442079460000",
                     *           "to": "+442079460123"
                     *         }
                     *       },
                     *       "into": null,
                     *       "at": "2026-11-26T09:30:00.000Z",
                     *       "status": "refused",
                     *       "answers": {
                     *         "phone": {
                     *           "as": "refused",
                     *           "at": "2026-11-26T09:31:00.000Z",
                     *           "reason": "The number belongs to another customer."
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Change"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record was erased for privacy (`erased`) */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFieldConflicts: {
        parameters: {
            query?: {
                /**
                 * @description Items per page.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `cursor` of the page before; absent for the first. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, the newest first. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "conflict": 3,
                     *           "connectionId": "hubspot",
                     *           "type": "customer",
                     *           "id": "1042",
                     *           "field": "phone",
                     *           "policy": "ask",
                     *           "base": "+442079460000",
                     *           "ours": "+442079460001",
                     *           "theirs": "+442079460123",
                     *           "oursAt": "2026-11-26T09:29:00.000Z",
                     *           "theirsAt": null,
                     *           "resolution": null,
                     *           "outcome": null,
                     *           "at": "2026-11-26T09:30:00.000Z",
                     *           "closedAt": null,
                     *           "mappingVersion": "1-5f3a9c0e"
                     *         }
                     *       ],
                     *       "cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ConflictPage"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDecidedConflicts: {
        parameters: {
            query?: {
                /**
                 * @description Items per page.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `cursor` of the page before; absent for the first. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, the newest first. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "conflict": 3,
                     *           "connectionId": "hubspot",
                     *           "type": "customer",
                     *           "id": "1042",
                     *           "field": "phone",
                     *           "policy": "ask",
                     *           "base": "+442079460000",
                     *           "ours": "+442079460001",
                     *           "theirs": "+442079460123",
                     *           "oursAt": "2026-11-26T09:29:00.000Z",
                     *           "theirsAt": null,
                     *           "resolution": null,
                     *           "outcome": "ours",
                     *           "at": "2026-11-26T09:30:00.000Z",
                     *           "closedAt": "2026-11-26T09:32:00.000Z",
                     *           "mappingVersion": "1-5f3a9c0e"
                     *         }
                     *       ],
                     *       "cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ConflictPage"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resolveConflict: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description The number of the conflict.
                 * @example 3
                 */
                id: components["parameters"]["conflictId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveBody"];
            };
        };
        responses: {
            /** @description The conflict, as it stands now. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "conflict": 3,
                     *       "connectionId": "hubspot",
                     *       "type": "customer",
                     *       "id": "1042",
                     *       "field": "phone",
                     *       "policy": "ask",
                     *       "base": "+442079460000",
                     *       "ours": "+442079460001",
                     *       "theirs": "+442079460123",
                     *       "oursAt": "2026-11-26T09:29:00.000Z",
                     *       "theirsAt": null,
                     *       "resolution": {
                     *         "side": "theirs",
                     *         "at": "2026-11-26T09:31:00.000Z"
                     *       },
                     *       "outcome": null,
                     *       "at": "2026-11-26T09:30:00.000Z",
                     *       "closedAt": null,
                     *       "mappingVersion": "1-5f3a9c0e"
                     *     }
                     */
                    "application/json": components["schemas"]["FieldConflict"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDestination: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The destination, without its secret. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "retrying",
                     *       "url": "https://orders.example.com/tandem",
                     *       "acceptance": "explicit",
                     *       "lastDeliveredSeq": 17,
                     *       "lastError": {
                     *         "code": "HTTP_503",
                     *         "message": "The receiver answered 503."
                     *       },
                     *       "attempts": 3,
                     *       "nextAttemptAt": "2026-11-26T09:30:04.000Z",
                     *       "parkedAt": null,
                     *       "previousSecretUntil": null,
                     *       "offers": {
                     *         "state": "waiting",
                     *         "oldest": {
                     *           "seq": 17,
                     *           "at": "2026-11-26T09:30:00.000Z"
                     *         },
                     *         "advice": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putDestination: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DestinationBody"];
            };
        };
        responses: {
            /** @description Set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "active",
                     *       "url": "https://orders.example.com/tandem",
                     *       "acceptance": "explicit",
                     *       "lastDeliveredSeq": 0,
                     *       "lastError": null,
                     *       "attempts": 0,
                     *       "nextAttemptAt": null,
                     *       "parkedAt": null,
                     *       "previousSecretUntil": null,
                     *       "offers": {
                     *         "state": "waiting",
                     *         "oldest": {
                     *           "seq": 17,
                     *           "at": "2026-11-26T09:30:00.000Z"
                     *         },
                     *         "advice": null
                     *       },
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
                     *     }
                     */
                    "application/json": components["schemas"]["DestinationSet"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDestination: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is sent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "none",
                     *       "url": null,
                     *       "acceptance": "explicit",
                     *       "lastDeliveredSeq": 17,
                     *       "lastError": null,
                     *       "attempts": 0,
                     *       "nextAttemptAt": null,
                     *       "parkedAt": null,
                     *       "previousSecretUntil": null,
                     *       "offers": {
                     *         "state": "waiting",
                     *         "oldest": {
                     *           "seq": 17,
                     *           "at": "2026-11-26T09:30:00.000Z"
                     *         },
                     *         "advice": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeDestination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ResumeBody"];
            };
        };
        responses: {
            /** @description Active. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "active",
                     *       "url": "https://orders.example.com/tandem",
                     *       "acceptance": "explicit",
                     *       "lastDeliveredSeq": 17,
                     *       "lastError": null,
                     *       "attempts": 0,
                     *       "nextAttemptAt": null,
                     *       "parkedAt": null,
                     *       "previousSecretUntil": null,
                     *       "offers": {
                     *         "state": "waiting",
                     *         "oldest": {
                     *           "seq": 17,
                     *           "at": "2026-11-26T09:30:00.000Z"
                     *         },
                     *         "advice": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listParked: {
        parameters: {
            query?: {
                /** @description Only of this connection. */
                connectionId?: components["parameters"]["ofConnection"];
                /** @description Only of this type. */
                type?: components["parameters"]["ofType"];
                /** @description Only for the reason with this code. */
                code?: components["parameters"]["ofCode"];
                /** @description Only for reasons that blame this field of yours; empty: that blame none. */
                field?: components["parameters"]["ofField"];
                /** @description Only where it is their turn. */
                owner?: components["parameters"]["ofOwner"];
                /**
                 * @description Items per page.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `cursor` of the page before; absent for the first. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, by connection, type and id. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "connectionId": "hubspot",
                     *           "type": "customer",
                     *           "id": "1042",
                     *           "state": "parked",
                     *           "reason": {
                     *             "code": "INVALID_EMAIL",
                     *             "message": "Email address is invalid",
                     *             "field": "email",
                     *             "owner": "data-steward"
                     *           },
                     *           "owner": "data-steward",
                     *           "remedy": "Correct email in the order system, or what stands against it in the CRM; the record goes by itself then, or by a retry.",
                     *           "attempts": 1,
                     *           "since": "2026-11-22T09:30:00.000Z",
                     *           "lastSeen": "2026-11-22T09:31:00.000Z"
                     *         }
                     *       ],
                     *       "cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["WaitingPage"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listParkedFamilies: {
        parameters: {
            query?: {
                /** @description Only of this connection. */
                connectionId?: components["parameters"]["ofConnection"];
                /** @description Only of this type. */
                type?: components["parameters"]["ofType"];
                /** @description Only for the reason with this code. */
                code?: components["parameters"]["ofCode"];
                /** @description Only for reasons that blame this field of yours; empty: that blame none. */
                field?: components["parameters"]["ofField"];
                /** @description Only where it is their turn. */
                owner?: components["parameters"]["ofOwner"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The families, the largest first. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "families": [
                     *         {
                     *           "connectionId": "hubspot",
                     *           "type": "customer",
                     *           "state": "parked",
                     *           "owner": "data-steward",
                     *           "remedy": "Correct email in the order system, or what stands against it in the CRM; the record goes by itself then, or by a retry.",
                     *           "code": "INVALID_EMAIL",
                     *           "field": "email",
                     *           "message": "Email address is invalid",
                     *           "count": 12,
                     *           "firstSeen": "2026-11-22T09:30:00.000Z",
                     *           "lastSeen": "2026-11-22T09:31:00.000Z",
                     *           "example": "1042"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["FamiliesAnswer"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listHeld: {
        parameters: {
            query?: {
                /** @description Only of this connection. */
                connectionId?: components["parameters"]["ofConnection"];
                /** @description Only of this type. */
                type?: components["parameters"]["ofType"];
                /** @description Only for the reason with this code. */
                code?: components["parameters"]["ofCode"];
                /** @description Only for reasons that blame this field of yours; empty: that blame none. */
                field?: components["parameters"]["ofField"];
                /** @description Only where it is their turn. */
                owner?: components["parameters"]["ofOwner"];
                /**
                 * @description Items per page.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `cursor` of the page before; absent for the first. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, by connection, type and id. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "connectionId": "hubspot",
                     *           "type": "customer",
                     *           "id": "1042",
                     *           "state": "held",
                     *           "reason": {
                     *             "code": "email-unconfirmed",
                     *             "message": "The e-mail address is not confirmed.",
                     *             "field": "email"
                     *           },
                     *           "owner": "data-steward",
                     *           "remedy": "Have the customer confirm the address (POST /v1/customers/{id}/email-confirmation), or correct it; the record goes by itself then.",
                     *           "attempts": 1,
                     *           "since": "2026-11-22T09:30:00.000Z",
                     *           "lastSeen": "2026-11-22T09:31:00.000Z"
                     *         }
                     *       ],
                     *       "cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["WaitingPage"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listHeldFamilies: {
        parameters: {
            query?: {
                /** @description Only of this connection. */
                connectionId?: components["parameters"]["ofConnection"];
                /** @description Only of this type. */
                type?: components["parameters"]["ofType"];
                /** @description Only for the reason with this code. */
                code?: components["parameters"]["ofCode"];
                /** @description Only for reasons that blame this field of yours; empty: that blame none. */
                field?: components["parameters"]["ofField"];
                /** @description Only where it is their turn. */
                owner?: components["parameters"]["ofOwner"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The families, the largest first. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "families": [
                     *         {
                     *           "connectionId": "hubspot",
                     *           "type": "customer",
                     *           "state": "held",
                     *           "owner": "data-steward",
                     *           "remedy": "Have the customer confirm the address (POST /v1/customers/{id}/email-confirmation), or correct it; the record goes by itself then.",
                     *           "code": "email-unconfirmed",
                     *           "field": "email",
                     *           "message": "The e-mail address is not confirmed.",
                     *           "count": 12,
                     *           "firstSeen": "2026-11-22T09:30:00.000Z",
                     *           "lastSeen": "2026-11-22T09:31:00.000Z",
                     *           "example": "1042"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["FamiliesAnswer"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConflicts: {
        parameters: {
            query?: {
                /** @description Only of this connection. */
                connectionId?: components["parameters"]["ofConnection"];
                /** @description Only of this type. */
                type?: components["parameters"]["ofType"];
                /** @description Only for the reason with this code. */
                code?: components["parameters"]["ofCode"];
                /** @description Only for reasons that blame this field of yours; empty: that blame none. */
                field?: components["parameters"]["ofField"];
                /** @description Only where it is their turn. */
                owner?: components["parameters"]["ofOwner"];
                /**
                 * @description Items per page.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `cursor` of the page before; absent for the first. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, by connection, type and id. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "connectionId": "hubspot",
                     *           "type": "customer",
                     *           "id": "1042",
                     *           "state": "conflict",
                     *           "reason": {
                     *             "code": "ambiguous-match",
                     *             "message": "Several records of the CRM match.",
                     *             "candidates": [
                     *               "151",
                     *               "152"
                     *             ]
                     *           },
                     *           "owner": "data-steward",
                     *           "remedy": "Merge the candidates in the CRM, or leave the value on one of them, then retry.",
                     *           "attempts": 1,
                     *           "since": "2026-11-22T09:30:00.000Z",
                     *           "lastSeen": "2026-11-22T09:31:00.000Z"
                     *         }
                     *       ],
                     *       "cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["WaitingPage"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConflictFamilies: {
        parameters: {
            query?: {
                /** @description Only of this connection. */
                connectionId?: components["parameters"]["ofConnection"];
                /** @description Only of this type. */
                type?: components["parameters"]["ofType"];
                /** @description Only for the reason with this code. */
                code?: components["parameters"]["ofCode"];
                /** @description Only for reasons that blame this field of yours; empty: that blame none. */
                field?: components["parameters"]["ofField"];
                /** @description Only where it is their turn. */
                owner?: components["parameters"]["ofOwner"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The families, the largest first. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "families": [
                     *         {
                     *           "connectionId": "hubspot",
                     *           "type": "customer",
                     *           "state": "conflict",
                     *           "owner": "data-steward",
                     *           "remedy": "Merge the candidates in the CRM, or leave the value on one of them, then retry.",
                     *           "code": "ambiguous-match",
                     *           "field": null,
                     *           "message": "Several records of the CRM match.",
                     *           "count": 12,
                     *           "firstSeen": "2026-11-22T09:30:00.000Z",
                     *           "lastSeen": "2026-11-22T09:31:00.000Z",
                     *           "example": "1042"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["FamiliesAnswer"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryParked: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryChoice"];
            };
        };
        responses: {
            /** @description They are looked at again. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "retried": 1
                     *     }
                     */
                    "application/json": components["schemas"]["RetryAnswer"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryHeld: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryChoice"];
            };
        };
        responses: {
            /** @description They are looked at again. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "retried": 1
                     *     }
                     */
                    "application/json": components["schemas"]["RetryAnswer"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConnections: {
        parameters: {
            query?: {
                /**
                 * @description Items per page.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `cursor` of the page before; absent for the first. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, by name. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "hubspot",
                     *           "crm": "hubspot",
                     *           "environment": "test",
                     *           "accountId": "12345678",
                     *           "state": "active",
                     *           "reason": null,
                     *           "baseUrl": "https://api.hubapi.com",
                     *           "throttledUntil": null,
                     *           "bulkAfter": null,
                     *           "recordUrl": "https://shop.example.com/{type}/{id}",
                     *           "pollSeconds": 60,
                     *           "streaming": false,
                     *           "customFields": [],
                     *           "fieldRules": [
                     *             {
                     *               "object": "customer",
                     *               "field": "phone",
                     *               "direction": "both",
                     *               "policy": "newest"
                     *             }
                     *           ],
                     *           "newRecords": {
                     *             "company": "match",
                     *             "customer": "offer",
                     *             "order": "match"
                     *           },
                     *           "archive": {
                     *             "company": "none",
                     *             "customer": "none",
                     *             "order": "push"
                     *           },
                     *           "emailGate": {
                     *             "require": "valid",
                     *             "onFailure": "hold"
                     *           },
                     *           "firstLoad": "at-once",
                     *           "quota": {
                     *             "reserve": 0.2,
                     *             "dailyCalls": null
                     *           },
                     *           "webhookSignature": "v3",
                     *           "webhooks": {
                     *             "state": "ok",
                     *             "lastDeliveryAt": "2026-11-24T16:05:00.000Z",
                     *             "unannounced": 0
                     *           },
                     *           "createdAt": "2026-11-22T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ConnectionPage"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConnection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection, without its token. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "hubspot",
                     *       "crm": "hubspot",
                     *       "environment": "test",
                     *       "accountId": "12345678",
                     *       "state": "active",
                     *       "reason": null,
                     *       "baseUrl": "https://api.hubapi.com",
                     *       "throttledUntil": null,
                     *       "bulkAfter": null,
                     *       "recordUrl": "https://shop.example.com/{type}/{id}",
                     *       "pollSeconds": 60,
                     *       "streaming": false,
                     *       "customFields": [],
                     *       "fieldRules": [
                     *         {
                     *           "object": "customer",
                     *           "field": "phone",
                     *           "direction": "both",
                     *           "policy": "newest"
                     *         }
                     *       ],
                     *       "newRecords": {
                     *         "company": "match",
                     *         "customer": "offer",
                     *         "order": "match"
                     *       },
                     *       "archive": {
                     *         "company": "none",
                     *         "customer": "none",
                     *         "order": "push"
                     *       },
                     *       "emailGate": {
                     *         "require": "valid",
                     *         "onFailure": "hold"
                     *       },
                     *       "firstLoad": "at-once",
                     *       "quota": {
                     *         "reserve": 0.2,
                     *         "dailyCalls": null
                     *       },
                     *       "webhookSignature": "v3",
                     *       "webhooks": {
                     *         "state": "ok",
                     *         "lastDeliveryAt": "2026-11-24T16:05:00.000Z",
                     *         "unannounced": 0
                     *       },
                     *       "createdAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionBody"];
            };
        };
        responses: {
            /** @description Connected. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "hubspot",
                     *       "crm": "hubspot",
                     *       "environment": "test",
                     *       "accountId": "12345678",
                     *       "state": "active",
                     *       "reason": null,
                     *       "baseUrl": "https://api.hubapi.com",
                     *       "throttledUntil": null,
                     *       "bulkAfter": null,
                     *       "recordUrl": "https://shop.example.com/{type}/{id}",
                     *       "pollSeconds": 60,
                     *       "streaming": false,
                     *       "customFields": [],
                     *       "fieldRules": [
                     *         {
                     *           "object": "customer",
                     *           "field": "phone",
                     *           "direction": "both",
                     *           "policy": "newest"
                     *         }
                     *       ],
                     *       "newRecords": {
                     *         "company": "match",
                     *         "customer": "offer",
                     *         "order": "match"
                     *       },
                     *       "archive": {
                     *         "company": "none",
                     *         "customer": "none",
                     *         "order": "push"
                     *       },
                     *       "emailGate": {
                     *         "require": "valid",
                     *         "onFailure": "hold"
                     *       },
                     *       "firstLoad": "at-once",
                     *       "quota": {
                     *         "reserve": 0.2,
                     *         "dailyCalls": null
                     *       },
                     *       "webhookSignature": "v3",
                     *       "webhooks": {
                     *         "state": "ok",
                     *         "lastDeliveryAt": "2026-11-24T16:05:00.000Z",
                     *         "unannounced": 0
                     *       },
                     *       "createdAt": "2026-11-22T09:30:00.000Z",
                     *       "accountKind": "test"
                     *     }
                     */
                    "application/json": components["schemas"]["Connected"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there (`conflict`) */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The CRM account cannot be connected (`connection-refused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The CRM does not answer (`crm-unavailable`) */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseConnection: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PauseBody"];
            };
        };
        responses: {
            /** @description Paused. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "hubspot",
                     *       "crm": "hubspot",
                     *       "environment": "test",
                     *       "accountId": "12345678",
                     *       "state": "paused",
                     *       "reason": {
                     *         "code": "PAUSED",
                     *         "message": "Cleaning up in the CRM until Monday."
                     *       },
                     *       "baseUrl": "https://api.hubapi.com",
                     *       "throttledUntil": null,
                     *       "bulkAfter": null,
                     *       "recordUrl": "https://shop.example.com/{type}/{id}",
                     *       "pollSeconds": 60,
                     *       "streaming": false,
                     *       "customFields": [],
                     *       "fieldRules": [
                     *         {
                     *           "object": "customer",
                     *           "field": "phone",
                     *           "direction": "both",
                     *           "policy": "newest"
                     *         }
                     *       ],
                     *       "newRecords": {
                     *         "company": "match",
                     *         "customer": "offer",
                     *         "order": "match"
                     *       },
                     *       "archive": {
                     *         "company": "none",
                     *         "customer": "none",
                     *         "order": "push"
                     *       },
                     *       "emailGate": {
                     *         "require": "valid",
                     *         "onFailure": "hold"
                     *       },
                     *       "firstLoad": "at-once",
                     *       "quota": {
                     *         "reserve": 0.2,
                     *         "dailyCalls": null
                     *       },
                     *       "webhookSignature": "v3",
                     *       "webhooks": {
                     *         "state": "ok",
                     *         "lastDeliveryAt": "2026-11-24T16:05:00.000Z",
                     *         "unannounced": 0
                     *       },
                     *       "createdAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeConnection: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ResumeBody"];
            };
        };
        responses: {
            /** @description Active. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "hubspot",
                     *       "crm": "hubspot",
                     *       "environment": "test",
                     *       "accountId": "12345678",
                     *       "state": "active",
                     *       "reason": null,
                     *       "baseUrl": "https://api.hubapi.com",
                     *       "throttledUntil": null,
                     *       "bulkAfter": null,
                     *       "recordUrl": "https://shop.example.com/{type}/{id}",
                     *       "pollSeconds": 60,
                     *       "streaming": false,
                     *       "customFields": [],
                     *       "fieldRules": [
                     *         {
                     *           "object": "customer",
                     *           "field": "phone",
                     *           "direction": "both",
                     *           "policy": "newest"
                     *         }
                     *       ],
                     *       "newRecords": {
                     *         "company": "match",
                     *         "customer": "offer",
                     *         "order": "match"
                     *       },
                     *       "archive": {
                     *         "company": "none",
                     *         "customer": "none",
                     *         "order": "push"
                     *       },
                     *       "emailGate": {
                     *         "require": "valid",
                     *         "onFailure": "hold"
                     *       },
                     *       "firstLoad": "at-once",
                     *       "quota": {
                     *         "reserve": 0.2,
                     *         "dailyCalls": null
                     *       },
                     *       "webhookSignature": "v3",
                     *       "webhooks": {
                     *         "state": "ok",
                     *         "lastDeliveryAt": "2026-11-24T16:05:00.000Z",
                     *         "unannounced": 0
                     *       },
                     *       "createdAt": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there (`conflict`). A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After-Or-Not"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeMessageUrl: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MessageUrlBody"];
            };
        };
        responses: {
            /** @description The URL, which is shown this once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://sync.example.com/webhooks/salesforce/salesforce/Zc1v8bXc0m3rTq9sYw2kLh5nGj7dFa4pEu6iOxRtB-M"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageUrl"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there (`conflict`) */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMapping: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document that holds, whole. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": 3,
                     *       "document": {
                     *         "objects": {
                     *           "company": {
                     *             "flows": false
                     *           },
                     *           "customer": {
                     *             "where": [
                     *               {
                     *                 "field": "country",
                     *                 "in": [
                     *                   "DE",
                     *                   "AT"
                     *                 ]
                     *               }
                     *             ]
                     *           },
                     *           "order": {
                     *             "fields": [
                     *               {
                     *                 "field": "number",
                     *                 "property": "dealname"
                     *               },
                     *               {
                     *                 "template": "{number} of {placedAt}",
                     *                 "property": "description"
                     *               }
                     *             ]
                     *           }
                     *         }
                     *       },
                     *       "mappingVersions": {
                     *         "company": "1-5f3a9c0e",
                     *         "customer": "1-0c44e1b7",
                     *         "order": "1-b1a7e2d0"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Mapping"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putMapping: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what was read: when it holds no longer, nothing is stored and the answer is 412. */
                "If-Match"?: components["parameters"]["ifMatch"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MappingDocument"];
            };
        };
        responses: {
            /** @description It holds from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": 4,
                     *       "applied": true,
                     *       "marked": 1042,
                     *       "mappingVersions": {
                     *         "company": "1-5f3a9c0e",
                     *         "customer": "1-0c44e1b7",
                     *         "order": "1-b1a7e2d0"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["MappingApplied"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It was changed meanwhile (`precondition-failed`) */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The CRM account cannot be connected (`connection-refused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The CRM does not answer (`crm-unavailable`) */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMappingVersions: {
        parameters: {
            query?: {
                /**
                 * @description Items per page.
                 * @example 100
                 */
                limit?: components["parameters"]["limit"];
                /** @description The `cursor` of the page before; absent for the first. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, the newest first, each as it was sent. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "version": 3,
                     *           "document": {
                     *             "objects": {
                     *               "company": {
                     *                 "flows": false
                     *               },
                     *               "customer": {
                     *                 "where": [
                     *                   {
                     *                     "field": "country",
                     *                     "in": [
                     *                       "DE",
                     *                       "AT"
                     *                     ]
                     *                   }
                     *                 ]
                     *               },
                     *               "order": {
                     *                 "fields": [
                     *                   {
                     *                     "field": "number",
                     *                     "property": "dealname"
                     *                   },
                     *                   {
                     *                     "template": "{number} of {placedAt}",
                     *                     "property": "description"
                     *                   }
                     *                 ]
                     *               }
                     *             }
                     *           },
                     *           "createdAt": "2026-11-22T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MappingVersionPage"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MappingDocument"];
            };
        };
        responses: {
            /** @description All that is wrong with it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": false,
                     *       "errors": [
                     *         {
                     *           "field": "objects.order.fields[1].seed",
                     *           "reason": "is missing: say whose value stands where both sides have one"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MappingChecked"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The CRM account cannot be connected (`connection-refused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The CRM does not answer (`crm-unavailable`) */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MappingPreviewBody"];
            };
        };
        responses: {
            /** @description Before and after. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "type": "order",
                     *           "id": "1042",
                     *           "before": {
                     *             "skipped": null,
                     *             "properties": {
                     *               "dealname": "A-1042"
                     *             },
                     *             "lines": [],
                     *             "problems": []
                     *           },
                     *           "after": {
                     *             "skipped": null,
                     *             "properties": {
                     *               "dealname": "A-1042"
                     *             },
                     *             "lines": [],
                     *             "problems": []
                     *           },
                     *           "changed": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MappingPreview"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMigration: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last one that was planned. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0c5b7a9e-3d0f-4e3f-9a53-0f2b1f1c8a77",
                     *       "state": "ramp",
                     *       "pausedFrom": null,
                     *       "reason": null,
                     *       "waitsUntil": null,
                     *       "settings": {
                     *         "pilot": 50,
                     *         "check": "person",
                     *         "failureLimit": 0.02,
                     *         "dailyShare": 1,
                     *         "windows": [
                     *           {
                     *             "timeZone": "Europe/Berlin",
                     *             "from": "22:00",
                     *             "to": "06:00"
                     *           }
                     *         ],
                     *         "thorough": false
                     *       },
                     *       "planning": null,
                     *       "plan": {
                     *         "hash": "6f1c2a9e0b7d",
                     *         "madeAt": "2026-11-22T09:30:00.000Z",
                     *         "expiresAt": "2026-11-29T09:30:00.000Z",
                     *         "mappingVersion": "1-5f3a9c0e",
                     *         "records": {
                     *           "company": 200,
                     *           "customer": 20000,
                     *           "order": 31000
                     *         },
                     *         "ends": {
                     *           "company": {
                     *             "create": 180,
                     *             "adopt": 20,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 0,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           },
                     *           "customer": {
                     *             "create": 19000,
                     *             "adopt": 960,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 40,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           },
                     *           "order": {
                     *             "create": 31000,
                     *             "adopt": 0,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 0,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           }
                     *         },
                     *         "reasons": [
                     *           {
                     *             "object": "customer",
                     *             "end": "held",
                     *             "code": "email-invalid",
                     *             "message": "the e-mail address is not valid",
                     *             "count": 40,
                     *             "examples": [
                     *               "1042"
                     *             ]
                     *           }
                     *         ],
                     *         "calls": {
                     *           "total": 640,
                     *           "byEndpoint": {
                     *             "POST /crm/v3/objects/contacts/batch/upsert": 200
                     *           },
                     *           "spent": 12
                     *         },
                     *         "asked": {
                     *           "company": 200,
                     *           "customer": 1000,
                     *           "order": 1000
                     *         },
                     *         "days": [
                     *           {
                     *             "date": "2026-11-23",
                     *             "calls": 300,
                     *             "others": 120,
                     *             "left": 30
                     *           }
                     *         ],
                     *         "finish": {
                     *           "expected": "2026-11-25T14:00:00.000Z",
                     *           "earliest": "2026-11-25T08:00:00.000Z",
                     *           "latest": "2026-11-26T10:00:00.000Z"
                     *         },
                     *         "pilot": [
                     *           {
                     *             "object": "customer",
                     *             "sourceId": "1042",
                     *             "branches": [
                     *               "create"
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "progress": {
                     *         "wave": 3,
                     *         "waveSize": 200,
                     *         "released": 400,
                     *         "total": 51200,
                     *         "links": {
                     *           "pending": 0,
                     *           "synced": 398,
                     *           "held": 2,
                     *           "parked": 0,
                     *           "conflict": 0,
                     *           "offered": 0,
                     *           "gone": 0,
                     *           "skipped": 0
                     *         },
                     *         "calls": {
                     *           "made": 9,
                     *           "planned": 640,
                     *           "limit": 672
                     *         },
                     *         "expected": "2026-11-25T14:00:00.000Z"
                     *       },
                     *       "createdAt": "2026-11-22T09:30:00.000Z",
                     *       "approvedAt": "2026-11-22T10:00:00.000Z",
                     *       "startedAt": "2026-11-22T22:00:00.000Z",
                     *       "finishedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Migration"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    planMigration: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MigrationBody"];
            };
        };
        responses: {
            /** @description It is being planned. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0c5b7a9e-3d0f-4e3f-9a53-0f2b1f1c8a77",
                     *       "state": "planning",
                     *       "pausedFrom": null,
                     *       "reason": null,
                     *       "waitsUntil": null,
                     *       "settings": {
                     *         "pilot": 50,
                     *         "check": "person",
                     *         "failureLimit": 0.02,
                     *         "dailyShare": 1,
                     *         "windows": [
                     *           {
                     *             "timeZone": "Europe/Berlin",
                     *             "from": "22:00",
                     *             "to": "06:00"
                     *           }
                     *         ],
                     *         "thorough": false
                     *       },
                     *       "planning": {
                     *         "done": 1000,
                     *         "total": 51200
                     *       },
                     *       "plan": null,
                     *       "progress": {
                     *         "wave": 0,
                     *         "waveSize": 50,
                     *         "released": 0,
                     *         "total": 0,
                     *         "links": {
                     *           "pending": 0,
                     *           "synced": 0,
                     *           "held": 0,
                     *           "parked": 0,
                     *           "conflict": 0,
                     *           "offered": 0,
                     *           "gone": 0,
                     *           "skipped": 0
                     *         },
                     *         "calls": {
                     *           "made": 0,
                     *           "planned": 0,
                     *           "limit": 0
                     *         },
                     *         "expected": null
                     *       },
                     *       "createdAt": "2026-11-22T09:30:00.000Z",
                     *       "approvedAt": null,
                     *       "startedAt": null,
                     *       "finishedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Migration"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A migration is under way (`migration-running`). A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After-Or-Not"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approveMigration: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproveBody"];
            };
        };
        responses: {
            /** @description Approved; `start` begins with the pilot. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0c5b7a9e-3d0f-4e3f-9a53-0f2b1f1c8a77",
                     *       "state": "ramp",
                     *       "pausedFrom": null,
                     *       "reason": null,
                     *       "waitsUntil": null,
                     *       "settings": {
                     *         "pilot": 50,
                     *         "check": "person",
                     *         "failureLimit": 0.02,
                     *         "dailyShare": 1,
                     *         "windows": [
                     *           {
                     *             "timeZone": "Europe/Berlin",
                     *             "from": "22:00",
                     *             "to": "06:00"
                     *           }
                     *         ],
                     *         "thorough": false
                     *       },
                     *       "planning": null,
                     *       "plan": {
                     *         "hash": "6f1c2a9e0b7d",
                     *         "madeAt": "2026-11-22T09:30:00.000Z",
                     *         "expiresAt": "2026-11-29T09:30:00.000Z",
                     *         "mappingVersion": "1-5f3a9c0e",
                     *         "records": {
                     *           "company": 200,
                     *           "customer": 20000,
                     *           "order": 31000
                     *         },
                     *         "ends": {
                     *           "company": {
                     *             "create": 180,
                     *             "adopt": 20,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 0,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           },
                     *           "customer": {
                     *             "create": 19000,
                     *             "adopt": 960,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 40,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           },
                     *           "order": {
                     *             "create": 31000,
                     *             "adopt": 0,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 0,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           }
                     *         },
                     *         "reasons": [
                     *           {
                     *             "object": "customer",
                     *             "end": "held",
                     *             "code": "email-invalid",
                     *             "message": "the e-mail address is not valid",
                     *             "count": 40,
                     *             "examples": [
                     *               "1042"
                     *             ]
                     *           }
                     *         ],
                     *         "calls": {
                     *           "total": 640,
                     *           "byEndpoint": {
                     *             "POST /crm/v3/objects/contacts/batch/upsert": 200
                     *           },
                     *           "spent": 12
                     *         },
                     *         "asked": {
                     *           "company": 200,
                     *           "customer": 1000,
                     *           "order": 1000
                     *         },
                     *         "days": [
                     *           {
                     *             "date": "2026-11-23",
                     *             "calls": 300,
                     *             "others": 120,
                     *             "left": 30
                     *           }
                     *         ],
                     *         "finish": {
                     *           "expected": "2026-11-25T14:00:00.000Z",
                     *           "earliest": "2026-11-25T08:00:00.000Z",
                     *           "latest": "2026-11-26T10:00:00.000Z"
                     *         },
                     *         "pilot": [
                     *           {
                     *             "object": "customer",
                     *             "sourceId": "1042",
                     *             "branches": [
                     *               "create"
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "progress": {
                     *         "wave": 3,
                     *         "waveSize": 200,
                     *         "released": 400,
                     *         "total": 51200,
                     *         "links": {
                     *           "pending": 0,
                     *           "synced": 398,
                     *           "held": 2,
                     *           "parked": 0,
                     *           "conflict": 0,
                     *           "offered": 0,
                     *           "gone": 0,
                     *           "skipped": 0
                     *         },
                     *         "calls": {
                     *           "made": 9,
                     *           "planned": 640,
                     *           "limit": 672
                     *         },
                     *         "expected": "2026-11-25T14:00:00.000Z"
                     *       },
                     *       "createdAt": "2026-11-22T09:30:00.000Z",
                     *       "approvedAt": "2026-11-22T10:00:00.000Z",
                     *       "startedAt": "2026-11-22T22:00:00.000Z",
                     *       "finishedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Migration"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The migration has no plan to go by (`migration-not-planned`). It is another plan (`plan-hash-differs`). The plan does not hold any more (`plan-expired`). A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After-Or-Not"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startMigration: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MigrationGoOnBody"];
            };
        };
        responses: {
            /** @description The migration. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0c5b7a9e-3d0f-4e3f-9a53-0f2b1f1c8a77",
                     *       "state": "ramp",
                     *       "pausedFrom": null,
                     *       "reason": null,
                     *       "waitsUntil": null,
                     *       "settings": {
                     *         "pilot": 50,
                     *         "check": "person",
                     *         "failureLimit": 0.02,
                     *         "dailyShare": 1,
                     *         "windows": [
                     *           {
                     *             "timeZone": "Europe/Berlin",
                     *             "from": "22:00",
                     *             "to": "06:00"
                     *           }
                     *         ],
                     *         "thorough": false
                     *       },
                     *       "planning": null,
                     *       "plan": {
                     *         "hash": "6f1c2a9e0b7d",
                     *         "madeAt": "2026-11-22T09:30:00.000Z",
                     *         "expiresAt": "2026-11-29T09:30:00.000Z",
                     *         "mappingVersion": "1-5f3a9c0e",
                     *         "records": {
                     *           "company": 200,
                     *           "customer": 20000,
                     *           "order": 31000
                     *         },
                     *         "ends": {
                     *           "company": {
                     *             "create": 180,
                     *             "adopt": 20,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 0,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           },
                     *           "customer": {
                     *             "create": 19000,
                     *             "adopt": 960,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 40,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           },
                     *           "order": {
                     *             "create": 31000,
                     *             "adopt": 0,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 0,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           }
                     *         },
                     *         "reasons": [
                     *           {
                     *             "object": "customer",
                     *             "end": "held",
                     *             "code": "email-invalid",
                     *             "message": "the e-mail address is not valid",
                     *             "count": 40,
                     *             "examples": [
                     *               "1042"
                     *             ]
                     *           }
                     *         ],
                     *         "calls": {
                     *           "total": 640,
                     *           "byEndpoint": {
                     *             "POST /crm/v3/objects/contacts/batch/upsert": 200
                     *           },
                     *           "spent": 12
                     *         },
                     *         "asked": {
                     *           "company": 200,
                     *           "customer": 1000,
                     *           "order": 1000
                     *         },
                     *         "days": [
                     *           {
                     *             "date": "2026-11-23",
                     *             "calls": 300,
                     *             "others": 120,
                     *             "left": 30
                     *           }
                     *         ],
                     *         "finish": {
                     *           "expected": "2026-11-25T14:00:00.000Z",
                     *           "earliest": "2026-11-25T08:00:00.000Z",
                     *           "latest": "2026-11-26T10:00:00.000Z"
                     *         },
                     *         "pilot": [
                     *           {
                     *             "object": "customer",
                     *             "sourceId": "1042",
                     *             "branches": [
                     *               "create"
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "progress": {
                     *         "wave": 3,
                     *         "waveSize": 200,
                     *         "released": 400,
                     *         "total": 51200,
                     *         "links": {
                     *           "pending": 0,
                     *           "synced": 398,
                     *           "held": 2,
                     *           "parked": 0,
                     *           "conflict": 0,
                     *           "offered": 0,
                     *           "gone": 0,
                     *           "skipped": 0
                     *         },
                     *         "calls": {
                     *           "made": 9,
                     *           "planned": 640,
                     *           "limit": 672
                     *         },
                     *         "expected": "2026-11-25T14:00:00.000Z"
                     *       },
                     *       "createdAt": "2026-11-22T09:30:00.000Z",
                     *       "approvedAt": "2026-11-22T10:00:00.000Z",
                     *       "startedAt": "2026-11-22T22:00:00.000Z",
                     *       "finishedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Migration"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The migration has no plan to go by (`migration-not-planned`). A migration is under way (`migration-running`). The plan does not hold any more (`plan-expired`). A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After-Or-Not"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseMigration: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MigrationStopBody"];
            };
        };
        responses: {
            /** @description The migration. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0c5b7a9e-3d0f-4e3f-9a53-0f2b1f1c8a77",
                     *       "state": "ramp",
                     *       "pausedFrom": null,
                     *       "reason": null,
                     *       "waitsUntil": null,
                     *       "settings": {
                     *         "pilot": 50,
                     *         "check": "person",
                     *         "failureLimit": 0.02,
                     *         "dailyShare": 1,
                     *         "windows": [
                     *           {
                     *             "timeZone": "Europe/Berlin",
                     *             "from": "22:00",
                     *             "to": "06:00"
                     *           }
                     *         ],
                     *         "thorough": false
                     *       },
                     *       "planning": null,
                     *       "plan": {
                     *         "hash": "6f1c2a9e0b7d",
                     *         "madeAt": "2026-11-22T09:30:00.000Z",
                     *         "expiresAt": "2026-11-29T09:30:00.000Z",
                     *         "mappingVersion": "1-5f3a9c0e",
                     *         "records": {
                     *           "company": 200,
                     *           "customer": 20000,
                     *           "order": 31000
                     *         },
                     *         "ends": {
                     *           "company": {
                     *             "create": 180,
                     *             "adopt": 20,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 0,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           },
                     *           "customer": {
                     *             "create": 19000,
                     *             "adopt": 960,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 40,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           },
                     *           "order": {
                     *             "create": 31000,
                     *             "adopt": 0,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 0,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           }
                     *         },
                     *         "reasons": [
                     *           {
                     *             "object": "customer",
                     *             "end": "held",
                     *             "code": "email-invalid",
                     *             "message": "the e-mail address is not valid",
                     *             "count": 40,
                     *             "examples": [
                     *               "1042"
                     *             ]
                     *           }
                     *         ],
                     *         "calls": {
                     *           "total": 640,
                     *           "byEndpoint": {
                     *             "POST /crm/v3/objects/contacts/batch/upsert": 200
                     *           },
                     *           "spent": 12
                     *         },
                     *         "asked": {
                     *           "company": 200,
                     *           "customer": 1000,
                     *           "order": 1000
                     *         },
                     *         "days": [
                     *           {
                     *             "date": "2026-11-23",
                     *             "calls": 300,
                     *             "others": 120,
                     *             "left": 30
                     *           }
                     *         ],
                     *         "finish": {
                     *           "expected": "2026-11-25T14:00:00.000Z",
                     *           "earliest": "2026-11-25T08:00:00.000Z",
                     *           "latest": "2026-11-26T10:00:00.000Z"
                     *         },
                     *         "pilot": [
                     *           {
                     *             "object": "customer",
                     *             "sourceId": "1042",
                     *             "branches": [
                     *               "create"
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "progress": {
                     *         "wave": 3,
                     *         "waveSize": 200,
                     *         "released": 400,
                     *         "total": 51200,
                     *         "links": {
                     *           "pending": 0,
                     *           "synced": 398,
                     *           "held": 2,
                     *           "parked": 0,
                     *           "conflict": 0,
                     *           "offered": 0,
                     *           "gone": 0,
                     *           "skipped": 0
                     *         },
                     *         "calls": {
                     *           "made": 9,
                     *           "planned": 640,
                     *           "limit": 672
                     *         },
                     *         "expected": "2026-11-25T14:00:00.000Z"
                     *       },
                     *       "createdAt": "2026-11-22T09:30:00.000Z",
                     *       "approvedAt": "2026-11-22T10:00:00.000Z",
                     *       "startedAt": "2026-11-22T22:00:00.000Z",
                     *       "finishedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Migration"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The migration is not under way (`migration-not-running`). A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After-Or-Not"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeMigration: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MigrationGoOnBody"];
            };
        };
        responses: {
            /** @description The migration. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0c5b7a9e-3d0f-4e3f-9a53-0f2b1f1c8a77",
                     *       "state": "ramp",
                     *       "pausedFrom": null,
                     *       "reason": null,
                     *       "waitsUntil": null,
                     *       "settings": {
                     *         "pilot": 50,
                     *         "check": "person",
                     *         "failureLimit": 0.02,
                     *         "dailyShare": 1,
                     *         "windows": [
                     *           {
                     *             "timeZone": "Europe/Berlin",
                     *             "from": "22:00",
                     *             "to": "06:00"
                     *           }
                     *         ],
                     *         "thorough": false
                     *       },
                     *       "planning": null,
                     *       "plan": {
                     *         "hash": "6f1c2a9e0b7d",
                     *         "madeAt": "2026-11-22T09:30:00.000Z",
                     *         "expiresAt": "2026-11-29T09:30:00.000Z",
                     *         "mappingVersion": "1-5f3a9c0e",
                     *         "records": {
                     *           "company": 200,
                     *           "customer": 20000,
                     *           "order": 31000
                     *         },
                     *         "ends": {
                     *           "company": {
                     *             "create": 180,
                     *             "adopt": 20,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 0,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           },
                     *           "customer": {
                     *             "create": 19000,
                     *             "adopt": 960,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 40,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           },
                     *           "order": {
                     *             "create": 31000,
                     *             "adopt": 0,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 0,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           }
                     *         },
                     *         "reasons": [
                     *           {
                     *             "object": "customer",
                     *             "end": "held",
                     *             "code": "email-invalid",
                     *             "message": "the e-mail address is not valid",
                     *             "count": 40,
                     *             "examples": [
                     *               "1042"
                     *             ]
                     *           }
                     *         ],
                     *         "calls": {
                     *           "total": 640,
                     *           "byEndpoint": {
                     *             "POST /crm/v3/objects/contacts/batch/upsert": 200
                     *           },
                     *           "spent": 12
                     *         },
                     *         "asked": {
                     *           "company": 200,
                     *           "customer": 1000,
                     *           "order": 1000
                     *         },
                     *         "days": [
                     *           {
                     *             "date": "2026-11-23",
                     *             "calls": 300,
                     *             "others": 120,
                     *             "left": 30
                     *           }
                     *         ],
                     *         "finish": {
                     *           "expected": "2026-11-25T14:00:00.000Z",
                     *           "earliest": "2026-11-25T08:00:00.000Z",
                     *           "latest": "2026-11-26T10:00:00.000Z"
                     *         },
                     *         "pilot": [
                     *           {
                     *             "object": "customer",
                     *             "sourceId": "1042",
                     *             "branches": [
                     *               "create"
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "progress": {
                     *         "wave": 3,
                     *         "waveSize": 200,
                     *         "released": 400,
                     *         "total": 51200,
                     *         "links": {
                     *           "pending": 0,
                     *           "synced": 398,
                     *           "held": 2,
                     *           "parked": 0,
                     *           "conflict": 0,
                     *           "offered": 0,
                     *           "gone": 0,
                     *           "skipped": 0
                     *         },
                     *         "calls": {
                     *           "made": 9,
                     *           "planned": 640,
                     *           "limit": 672
                     *         },
                     *         "expected": "2026-11-25T14:00:00.000Z"
                     *       },
                     *       "createdAt": "2026-11-22T09:30:00.000Z",
                     *       "approvedAt": "2026-11-22T10:00:00.000Z",
                     *       "startedAt": "2026-11-22T22:00:00.000Z",
                     *       "finishedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Migration"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The migration is not under way (`migration-not-running`). A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After-Or-Not"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelMigration: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your choice, unique per request. A repeated request with it within 24 hours is answered like the first (`Idempotency-Replayed: true`) and done once; with another body it is refused. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MigrationStopBody"];
            };
        };
        responses: {
            /** @description Cancelled. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0c5b7a9e-3d0f-4e3f-9a53-0f2b1f1c8a77",
                     *       "state": "ramp",
                     *       "pausedFrom": null,
                     *       "reason": null,
                     *       "waitsUntil": null,
                     *       "settings": {
                     *         "pilot": 50,
                     *         "check": "person",
                     *         "failureLimit": 0.02,
                     *         "dailyShare": 1,
                     *         "windows": [
                     *           {
                     *             "timeZone": "Europe/Berlin",
                     *             "from": "22:00",
                     *             "to": "06:00"
                     *           }
                     *         ],
                     *         "thorough": false
                     *       },
                     *       "planning": null,
                     *       "plan": {
                     *         "hash": "6f1c2a9e0b7d",
                     *         "madeAt": "2026-11-22T09:30:00.000Z",
                     *         "expiresAt": "2026-11-29T09:30:00.000Z",
                     *         "mappingVersion": "1-5f3a9c0e",
                     *         "records": {
                     *           "company": 200,
                     *           "customer": 20000,
                     *           "order": 31000
                     *         },
                     *         "ends": {
                     *           "company": {
                     *             "create": 180,
                     *             "adopt": 20,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 0,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           },
                     *           "customer": {
                     *             "create": 19000,
                     *             "adopt": 960,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 40,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           },
                     *           "order": {
                     *             "create": 31000,
                     *             "adopt": 0,
                     *             "update": 0,
                     *             "same": 0,
                     *             "held": 0,
                     *             "skipped": 0,
                     *             "refused": 0,
                     *             "waits": 0
                     *           }
                     *         },
                     *         "reasons": [
                     *           {
                     *             "object": "customer",
                     *             "end": "held",
                     *             "code": "email-invalid",
                     *             "message": "the e-mail address is not valid",
                     *             "count": 40,
                     *             "examples": [
                     *               "1042"
                     *             ]
                     *           }
                     *         ],
                     *         "calls": {
                     *           "total": 640,
                     *           "byEndpoint": {
                     *             "POST /crm/v3/objects/contacts/batch/upsert": 200
                     *           },
                     *           "spent": 12
                     *         },
                     *         "asked": {
                     *           "company": 200,
                     *           "customer": 1000,
                     *           "order": 1000
                     *         },
                     *         "days": [
                     *           {
                     *             "date": "2026-11-23",
                     *             "calls": 300,
                     *             "others": 120,
                     *             "left": 30
                     *           }
                     *         ],
                     *         "finish": {
                     *           "expected": "2026-11-25T14:00:00.000Z",
                     *           "earliest": "2026-11-25T08:00:00.000Z",
                     *           "latest": "2026-11-26T10:00:00.000Z"
                     *         },
                     *         "pilot": [
                     *           {
                     *             "object": "customer",
                     *             "sourceId": "1042",
                     *             "branches": [
                     *               "create"
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "progress": {
                     *         "wave": 3,
                     *         "waveSize": 200,
                     *         "released": 400,
                     *         "total": 51200,
                     *         "links": {
                     *           "pending": 0,
                     *           "synced": 398,
                     *           "held": 2,
                     *           "parked": 0,
                     *           "conflict": 0,
                     *           "offered": 0,
                     *           "gone": 0,
                     *           "skipped": 0
                     *         },
                     *         "calls": {
                     *           "made": 9,
                     *           "planned": 640,
                     *           "limit": 672
                     *         },
                     *         "expected": "2026-11-25T14:00:00.000Z"
                     *       },
                     *       "createdAt": "2026-11-22T09:30:00.000Z",
                     *       "approvedAt": "2026-11-22T10:00:00.000Z",
                     *       "startedAt": "2026-11-22T22:00:00.000Z",
                     *       "finishedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Migration"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The migration is not under way (`migration-not-running`). A request with this Idempotency-Key is being worked on (`idempotency-key-in-use`) */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After-Or-Not"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key belongs to another request (`idempotency-key-reused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMigrationReport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "migrationId": "0c5b7a9e-3d0f-4e3f-9a53-0f2b1f1c8a77",
                     *       "state": "done",
                     *       "ends": [
                     *         {
                     *           "type": "customer",
                     *           "state": "held",
                     *           "code": "email-invalid",
                     *           "field": "email",
                     *           "message": "the e-mail address is not valid",
                     *           "owner": "data-steward",
                     *           "remedy": "Correct the e-mail address in the order system; the record goes by itself then.",
                     *           "count": 40,
                     *           "examples": [
                     *             "1042"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MigrationReport"];
                    /** @example type,id,state,code,field,message,owner,remedy */
                    "text/csv": components["schemas"]["MigrationCsv"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    provisionConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ProvisionBody"];
            };
        };
        responses: {
            /** @description What was made, or would be. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "connectionId": "hubspot",
                     *       "plan": true,
                     *       "steps": [
                     *         {
                     *           "object": "contacts",
                     *           "what": "property",
                     *           "property": "loyalty_tier",
                     *           "name": "loyalty_tier",
                     *           "detail": "text"
                     *         }
                     *       ],
                     *       "renamings": [],
                     *       "byHand": []
                     *     }
                     */
                    "application/json": components["schemas"]["Provisioned"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The CRM account cannot be connected (`connection-refused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The CRM does not answer (`crm-unavailable`) */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promoteConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PromoteBody"];
            };
        };
        responses: {
            /** @description What was carried over, or would be. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": "hubspot-test",
                     *       "to": "hubspot",
                     *       "plan": true,
                     *       "steps": [
                     *         {
                     *           "object": "contacts",
                     *           "what": "property",
                     *           "property": "loyalty_tier",
                     *           "name": "loyalty_tier",
                     *           "detail": "text"
                     *         }
                     *       ],
                     *       "mapping": [],
                     *       "settings": [
                     *         {
                     *           "place": "archive.order",
                     *           "from": "\"none\"",
                     *           "to": "\"push\""
                     *         }
                     *       ],
                     *       "webhooks": [],
                     *       "byHand": [],
                     *       "settingsCarried": false
                     *     }
                     */
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there (`conflict`) */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The CRM account cannot be connected (`connection-refused`) */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The CRM does not answer (`crm-unavailable`) */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Each type. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "schedule": [
                     *         {
                     *           "type": "company",
                     *           "every": 60,
                     *           "state": "active",
                     *           "reason": null,
                     *           "dueNext": "2026-11-22T09:31:00.000Z",
                     *           "lastSyncedAt": "2026-11-22T09:30:00.000Z",
                     *           "lastError": null,
                     *           "failures": 0
                     *         },
                     *         {
                     *           "type": "customer",
                     *           "every": 60,
                     *           "state": "active",
                     *           "reason": null,
                     *           "dueNext": "2026-11-22T09:31:00.000Z",
                     *           "lastSyncedAt": "2026-11-22T09:30:00.000Z",
                     *           "lastError": null,
                     *           "failures": 0
                     *         },
                     *         {
                     *           "type": "order",
                     *           "every": 60,
                     *           "state": "disabled",
                     *           "reason": {
                     *             "code": "VALIDATION_ERROR",
                     *             "message": "The CRM was asked for what was changed, and refused 10 times in a row: The CRM refused the request. It is probed now and then, and goes on by itself once it is answered."
                     *           },
                     *           "dueNext": "2026-11-22T09:31:00.000Z",
                     *           "lastSyncedAt": "2026-11-22T09:30:00.000Z",
                     *           "lastError": {
                     *             "sweep": "changes",
                     *             "kind": "rejected",
                     *             "code": "VALIDATION_ERROR",
                     *             "message": "The CRM refused the request.",
                     *             "at": "2026-11-22T09:30:00.000Z"
                     *           },
                     *           "failures": 10
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putCompanySchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleBody"];
            };
        };
        responses: {
            /** @description How the type stands now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "company",
                     *       "every": 300,
                     *       "state": "active",
                     *       "reason": null,
                     *       "dueNext": "2026-11-22T09:31:00.000Z",
                     *       "lastSyncedAt": "2026-11-22T09:30:00.000Z",
                     *       "lastError": null,
                     *       "failures": 0
                     *     }
                     */
                    "application/json": components["schemas"]["TypeSchedule"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putCustomerSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleBody"];
            };
        };
        responses: {
            /** @description How the type stands now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "customer",
                     *       "every": 300,
                     *       "state": "active",
                     *       "reason": null,
                     *       "dueNext": "2026-11-22T09:31:00.000Z",
                     *       "lastSyncedAt": "2026-11-22T09:30:00.000Z",
                     *       "lastError": null,
                     *       "failures": 0
                     *     }
                     */
                    "application/json": components["schemas"]["TypeSchedule"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putOrderSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleBody"];
            };
        };
        responses: {
            /** @description How the type stands now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "order",
                     *       "every": 300,
                     *       "state": "active",
                     *       "reason": null,
                     *       "dueNext": "2026-11-22T09:31:00.000Z",
                     *       "lastSyncedAt": "2026-11-22T09:30:00.000Z",
                     *       "lastError": null,
                     *       "failures": 0
                     *     }
                     */
                    "application/json": components["schemas"]["TypeSchedule"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQuota: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: when nothing changed since, the answer is 304 without a body. */
                "If-None-Match"?: components["parameters"]["ifNoneMatch"];
            };
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As far as it is known. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "connectionId": "hubspot",
                     *       "state": "bulk-waits",
                     *       "until": "2026-11-22T23:00:00.000Z",
                     *       "day": {
                     *         "limit": 250000,
                     *         "kind": "midnight",
                     *         "timeZone": "Europe/Madrid",
                     *         "startsAt": "2026-11-21T23:00:00.000Z",
                     *         "resetsAt": "2026-11-22T23:00:00.000Z",
                     *         "used": 199800,
                     *         "left": 50200,
                     *         "ours": 120300,
                     *         "others": 79500,
                     *         "lanes": {
                     *           "live": 14100,
                     *           "inbound": 2200,
                     *           "retry": 40,
                     *           "migration": 103960,
                     *           "audit": 0
                     *         },
                     *         "heardAt": "2026-11-22T22:29:41.000Z"
                     *       },
                     *       "reserve": {
                     *         "share": 0.2,
                     *         "calls": 50000
                     *       },
                     *       "dailyCalls": null,
                     *       "burst": {
                     *         "calls": 100,
                     *         "windowMs": 10000
                     *       },
                     *       "expected": {
                     *         "others": 180,
                     *         "live": 210,
                     *         "hours": [
                     *           {
                     *             "from": "2026-11-22T22:00:00.000Z",
                     *             "others": 180,
                     *             "live": 210
                     *           }
                     *         ]
                     *       },
                     *       "othersBurst": 400,
                     *       "bulk": {
                     *         "calls": 0,
                     *         "nextAt": "2026-11-22T23:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Quota"];
                };
            };
            /** @description Nothing changed since the answer with this `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid (`invalid-request`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putQuota: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the connection.
                 * @example hubspot
                 */
                id: components["parameters"]["connectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuotaSettings"];
            };
        };
        responses: {
            /** @description How they stand now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "connectionId": "hubspot",
                     *       "state": "bulk-waits",
                     *       "until": "2026-11-22T23:00:00.000Z",
                     *       "day": {
                     *         "limit": 250000,
                     *         "kind": "midnight",
                     *         "timeZone": "Europe/Madrid",
                     *         "startsAt": "2026-11-21T23:00:00.000Z",
                     *         "resetsAt": "2026-11-22T23:00:00.000Z",
                     *         "used": 199800,
                     *         "left": 50200,
                     *         "ours": 120300,
                     *         "others": 79500,
                     *         "lanes": {
                     *           "live": 14100,
                     *           "inbound": 2200,
                     *           "retry": 40,
                     *           "migration": 103960,
                     *           "audit": 0
                     *         },
                     *         "heardAt": "2026-11-22T22:29:41.000Z"
                     *       },
                     *       "reserve": {
                     *         "share": 0.2,
                     *         "calls": 50000
                     *       },
                     *       "dailyCalls": null,
                     *       "burst": {
                     *         "calls": 100,
                     *         "windowMs": 10000
                     *       },
                     *       "expected": {
                     *         "others": 180,
                     *         "live": 210,
                     *         "hours": [
                     *           {
                     *             "from": "2026-11-22T22:00:00.000Z",
                     *             "others": 180,
                     *             "live": 210
                     *           }
                     *         ]
                     *       },
                     *       "othersBurst": 400,
                     *       "bulk": {
                     *         "calls": 0,
                     *         "nextAt": "2026-11-22T23:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Quota"];
                };
            };
            /** @description The request is not valid (`invalid-request`). The body is not valid JSON (`invalid-json`) */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found (`not-found`) */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large (`too-large`) */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON (`unsupported-media-type`) */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests (`too-many-requests`) */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "now": "2026-11-22T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Live"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "checks": {
                     *         "database": {
                     *           "status": "ok"
                     *         },
                     *         "schema": {
                     *           "status": "ok"
                     *         },
                     *         "streams": {
                     *           "status": "idle",
                     *           "oldestDueSeconds": null,
                     *           "due": 0,
                     *           "stalled": 0
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Ready"];
                };
            };
            /** @description Tandem is not ready (`unavailable`) */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus text format. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example tandem_connections{crm="hubspot",state="active"} 1 */
                    "text/plain": components["schemas"]["Metrics"];
                };
            };
            /** @description No valid API key (`unauthorized`) */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key may not do this (`forbidden`) */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is in trouble (500, 503). Nothing was stored. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
