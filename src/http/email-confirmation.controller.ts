import { Body, Controller, HttpCode, Inject, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { confirmEmail } from '../intake/confirm-email';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import { emailConfirmationBody, type ConfirmedEmail } from './email-bodies';
import { fieldErrors, sayErrors } from './field-errors';
import { httpDeps, type HttpDeps } from './http-deps';
import { Idempotency } from './idempotency.interceptor';
import { notFound, wasErased } from './judge-rows';
import { parseId } from './parse-write';
import { Problem } from './problem';
import { RequestId } from './request-id';

/** Confirms an address without saying the rest of the customer. */
@Controller('v1/customers')
@UseGuards(ApiKeyGuard)
export class EmailConfirmationController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Post(':id/email-confirmation')
  @UseInterceptors(Idempotency)
  @Needs('records:write')
  @HttpCode(200)
  async confirm(
    @TenantId() tenantId: string,
    @RequestId() requestId: string,
    @Param('id') path: string,
    @Body() body: unknown,
  ): Promise<ConfirmedEmail> {
    const id = parseId(path);
    const said = parseConfirmation(body);
    const confirmation = {
      sourceId: id,
      email: said.email,
      confirmedAt: said.confirmedAt === undefined ? undefined : new Date(said.confirmedAt),
      requestId,
    };
    switch (await confirmEmail(this.deps, tenantId, confirmation)) {
      case 'confirmed':
        return { id, emailConfirmed: true };
      case 'missing':
        throw notFound('customer', id);
      case 'erased':
        throw wasErased('customer', id);
      case 'deleted':
        throw new Problem('deleted', `The order system deleted customer ${id}; there is nothing to confirm.`);
      case 'no-address':
        throw new Problem('conflict', `Customer ${id} has no e-mail address; send it, then confirm it.`);
      case 'other-address':
        throw new Problem(
          'conflict',
          `Customer ${id} has another e-mail address by now; nothing was changed. Confirm the present one when it was confirmed.`,
        );
    }
  }
}

function parseConfirmation(body: unknown): {
  readonly email?: string | undefined;
  readonly confirmedAt?: string | undefined;
} {
  const checked = emailConfirmationBody.safeParse(body ?? {});
  if (checked.success) return checked.data;
  const errors = fieldErrors(checked.error, 'is not a known field; there are email and confirmedAt');
  throw new Problem('invalid-request', `Nothing was confirmed: ${sayErrors(errors)}.`, errors);
}
