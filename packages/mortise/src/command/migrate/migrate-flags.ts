/** The options of `mortise migrate`, as commander reads them. */
export interface MigrateFlags {
  readonly write?: boolean;
  readonly dryRun?: boolean;
  readonly report?: boolean;
  readonly json?: boolean;
}
