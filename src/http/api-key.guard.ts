/** Lets a caller through to a route when its API key has the scope of the route, and names its tenant. */
import {
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { everyScope, type Caller, type Scope } from '../store/api-keys';
import type { Called } from './authenticate';
import { Problem } from './problem';

const scopeOf = 'tandem:scope';

/** The scope that a key needs for a route. A route behind the guard without one is open to nobody. */
export const Needs = (scope: Scope): CustomDecorator => SetMetadata(scopeOf, scope);

@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const { scopes } = callerOf(context);
    const scope = this.reflector.get<Scope | undefined>(scopeOf, context.getHandler());
    if (scope === undefined) throw new Error('a route behind ApiKeyGuard has no @Needs(scope)');
    if (allows(scopes, scope)) return true;
    throw new Problem('forbidden', `This needs an API key with the scope ${scope}; make one with: tandem key create.`);
  }
}

const allows = (scopes: readonly string[], scope: Scope): boolean =>
  scopes.includes(scope) || scopes.includes(everyScope);

export function callerOf(context: ExecutionContext): Caller {
  const { caller } = context.switchToHttp().getRequest<Called>();
  if (!caller) throw new Error('a route that needs a caller is not behind authenticate()');
  return caller;
}

/** Whether the API key has a scope besides the one that its route needs. */
export const May = createParamDecorator((scope: Scope, context: ExecutionContext) =>
  allows(callerOf(context).scopes, scope),
);

/** The tenant of the API key. */
export const TenantId = createParamDecorator((_: unknown, context: ExecutionContext) => callerOf(context).tenantId);
