// The public declarations of @mortise/migrate. `npx vitest run scripts -u` writes this file.

export interface Conversion {
  readonly changed: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
  readonly registrations: RegistrationCount;
  readonly sdk: readonly (1 | 2)[];
  readonly keepsSdk: boolean;
  readonly usesZod: boolean;
}

export interface ConvertOptions {
  readonly files: ReadonlyMap<string, string>;
  readonly resolve: (from: string, specifier: string) => string | undefined;
}

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly kind: "left" | "note";
  readonly found: string;
  readonly advice: string;
}

export interface ManifestNeeds {
  readonly keepsSdk: boolean;
  readonly needsZod: boolean;
  readonly mortise: string;
}

export interface RegistrationCount {
  readonly found: number;
  readonly converted: number;
}

export declare function convertCompilerOptions(text: string): string;

export declare function convertManifest(text: string, {
  keepsSdk,
  needsZod,
  mortise
}: ManifestNeeds): string;

export declare function convertServer({
  files,
  resolve
}: ConvertOptions): Conversion;

export declare function describeChange(path: string, before: string, after: string): string;

export declare function findImports(path: string, text: string): string[];
