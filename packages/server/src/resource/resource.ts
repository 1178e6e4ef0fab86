import type {
  Annotations,
  Duration,
  Icon,
  JsonObject,
  Principal,
  Resource,
  ResourceContents,
  UriTemplateValue,
} from "@mortise/protocol";
import type { Completer } from "../completion/completer.ts";
import type { RequestContext } from "../handler/context.ts";
import type { CachePolicy } from "../result/cache-policy.ts";
import type { AccessOptions } from "../visibility/access.ts";
import type { VisibilityOptions } from "../visibility/condition.ts";

/** The definition of a resource. */
export interface ResourceDefinition extends VisibilityOptions, AccessOptions {
  /** Default: the URI or template. */
  readonly name?: string;
  /** The name for people. */
  readonly title?: string;
  /** The content, in a sentence for models. */
  readonly description?: string;
  /** Default: `text/plain` for text, `application/octet-stream` for bytes. */
  readonly mimeType?: string;
  /** Hints about its use. */
  readonly annotations?: Annotations;
  /** Bytes, where known. */
  readonly size?: number;
  /** Icons for a list of resources. */
  readonly icons?: readonly Icon[];
  /** The resource's `_meta` for clients. */
  readonly meta?: JsonObject;
  /** How long a read may take. Default: the server's. */
  readonly timeout?: Duration;
  /** The lifetime and scope of the content in caches. Default: not kept, `private`. */
  readonly cache?: CachePolicy;
}

/** The definition of a resource template. */
export interface ResourceTemplateDefinition extends ResourceDefinition {
  /** Suggests values for the template's variables. */
  readonly complete?: Readonly<Record<string, Completer>>;
  /**
   * Hands the handler values that lead a path out of its folder: with a segment `..`, absolute, or
   * with a NUL. Default `false`: such a URI is not found.
   */
  readonly allowTraversal?: boolean;
  /** Names the resources of the family that exist; each must match the template. */
  readonly list?: (
    context: RequestContext,
  ) => readonly ResourceEntry[] | Promise<readonly ResourceEntry[]>;
}

/** A resource as a template's `list` names it; `name` defaults to the URI. */
export type ResourceEntry = Omit<Resource, "name"> & { readonly name?: string };

/**
 * The content of a resource: text, bytes, contents set one by one, or any other data, such as a row
 * of a database, which is read as JSON text.
 */
export type ResourceValue =
  | string
  | number
  | boolean
  | Uint8Array
  | { readonly text: string; readonly mimeType?: string }
  | { readonly bytes: Uint8Array; readonly mimeType?: string }
  | readonly ResourceContents[]
  | (object & { readonly then?: never });

/**
 * The values of the variables that a template holds: lists where exploded, or pairs in a query, and
 * optional where the expression may be left out of a URI, as `{?q}` and `{/path*}` may.
 */
export type TemplateVariables<Template extends string> =
  Template extends `${string}{${infer Body}}${infer Rest}`
    ? ExpressionVariables<Body> & TemplateVariables<Rest>
    : unknown;

type ExpressionVariables<Body extends string> = Body extends `+${infer Names}`
  ? { readonly [Name in Split<Names> as NameOf<Name>]: ValueOf<Name> }
  : Body extends `${"#" | "." | "/"}${infer Names}`
    ? { readonly [Name in Split<Names> as NameOf<Name>]?: ValueOf<Name> }
    : Body extends `${";" | "?" | "&"}${infer Names}`
      ? { readonly [Name in Split<Names> as NameOf<Name>]?: NamedValueOf<Name> }
      : { readonly [Name in Split<Body> as NameOf<Name>]: ValueOf<Name> };

type Split<Names extends string> = Names extends `${infer First},${infer Rest}`
  ? First | Split<Rest>
  : Names;

type NameOf<Variable extends string> = Variable extends `${infer Name}*`
  ? Name
  : Variable extends `${infer Name}:${number}`
    ? Name
    : Variable;

/** `{?x*}` takes `?x=a&x=b`, and names that no other variable has, as in `?color=red&size=9`. */
type NamedValueOf<Variable extends string> =
  | ValueOf<Variable>
  | (Variable extends `${string}*` ? Readonly<Record<string, string>> : never);

type ValueOf<Variable extends string> = Variable extends `${string}*` ? readonly string[] : string;

/** Reads a fixed resource. */
export type ResourceHandler<Caller extends Principal = Principal> = (
  context: RequestContext<Caller>,
) => ResourceValue | Promise<ResourceValue>;

/** Reads one resource of a family. */
export type ResourceTemplateHandler<
  Template extends string,
  Caller extends Principal = Principal,
> = (
  variables: TemplateVariables<Template>,
  context: RequestContext<Caller>,
) => ResourceValue | Promise<ResourceValue>;

/** Reads one resource of a family, with the variables' types forgotten. */
export type AnyTemplateHandler = (
  variables: Readonly<Record<string, UriTemplateValue>>,
  context: RequestContext,
) => ResourceValue | Promise<ResourceValue>;
