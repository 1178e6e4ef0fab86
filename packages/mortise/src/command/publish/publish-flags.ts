/** The options of `mortise publish`, as commander reads them. */
export interface PublishFlags {
  readonly dryRun?: boolean;
  readonly name?: string;
  readonly description?: string;
  readonly secret?: readonly string[];
  readonly env?: readonly string[];
  readonly arg?: readonly string[];
  readonly runtimeArg?: readonly string[];
  readonly mcpb?: string;
  readonly mcpbUrl?: string;
  readonly oci?: string;
  readonly remote?: readonly string[];
  readonly timeout: string;
  readonly check: boolean;
  readonly workflow?: boolean;
  readonly wait: string;
  readonly registry: string;
  readonly npm: string;
}
