import type { Clock } from "@mortise/protocol";
import type Provider from "oidc-provider";
import { ROUTES } from "./paths.ts";

/** Registrations that one instance takes within a minute. */
const MAX_REGISTRATIONS = 60;
const MINUTE_MS = 60_000;

/** Lets clients in browsers register (CORS), which oidc-provider leaves out. */
export function openRegistration(provider: Provider): void {
  provider.use(async (ctx, next) => {
    if (ctx.path !== ROUTES.registration) return next();
    ctx.set("access-control-allow-origin", "*");
    if (ctx.method !== "OPTIONS") return next();
    ctx.set("access-control-allow-methods", "POST");
    ctx.set("access-control-allow-headers", "authorization, content-type, mcp-protocol-version");
    ctx.set("access-control-max-age", "7200");
    ctx.status = 204;
  });
}

/** Limits how many clients register: each leaves a record. */
export function limitRegistration(provider: Provider, clock: Clock): void {
  let begunAt = Number.NEGATIVE_INFINITY;
  let count = 0;
  provider.use(async (ctx, next) => {
    if (ctx.path !== ROUTES.registration) return next();
    const now = clock.monotonic();
    if (now - begunAt >= MINUTE_MS) {
      begunAt = now;
      count = 0;
    }
    count += 1;
    if (count <= MAX_REGISTRATIONS) return next();
    ctx.status = 429;
    ctx.set("retry-after", "60");
    ctx.body = {
      error: "temporarily_unavailable",
      error_description: "too many clients register at once; try again in a minute",
    };
  });
}
