import type Provider from "oidc-provider";

/** A request for authorization that waits for a user. */
export type Interaction = Awaited<ReturnType<Provider["interactionDetails"]>>;

/** The context of a request in oidc-provider's web framework. */
export type Context = Parameters<Parameters<Provider["use"]>[0]>[0];
