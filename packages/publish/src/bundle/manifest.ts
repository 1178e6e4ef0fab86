import type { Person } from "../project/project.ts";

/** The `manifest.json` of a bundle, version 0.3 of the MCPB specification, as far as it is written here. */
export interface BundleManifest {
  /** The version of the specification. */
  readonly manifest_version: "0.3";
  /** The name for programs. */
  readonly name: string;
  /** The name for people. */
  readonly display_name?: string;
  /** A semantic version. */
  readonly version: string;
  /** The bundle in a sentence. */
  readonly description: string;
  /** The maker. */
  readonly author: Person;
  /** The sources. */
  readonly repository?: { readonly type: "git"; readonly url: string };
  /** The page about the bundle. */
  readonly homepage?: string;
  /** The page for questions and faults. */
  readonly support?: string;
  /** The path of a PNG in the bundle. */
  readonly icon?: string;
  /** The program, and how a host starts it. */
  readonly server: ManifestServer;
  /** The tools, for a look before the server runs. */
  readonly tools?: readonly ManifestTool[];
  /** Whether the server may have other tools when it runs. */
  readonly tools_generated?: true;
  /** The prompts of which the text is known. */
  readonly prompts?: readonly ManifestPrompt[];
  /** Whether the server may have other prompts when it runs. */
  readonly prompts_generated?: true;
  /** Words for a search. */
  readonly keywords?: readonly string[];
  /** The identifier of the license. */
  readonly license?: string;
  /** The policies of services that see data of the user. */
  readonly privacy_policies?: readonly string[];
  /** The systems and the versions of Node that the server runs on. */
  readonly compatibility: {
    readonly platforms: readonly string[];
    readonly runtimes: { readonly node: string };
  };
  /** The values that the host asks the user for. */
  readonly user_config?: Readonly<Record<string, UserSetting>>;
}

/** The program of a bundle, and how a host starts it. */
export interface ManifestServer {
  /** Node runs it. */
  readonly type: "node";
  /** The path of its file in the bundle. */
  readonly entry_point: string;
  /** The command, its words and its variables; `${__dirname}` is the folder of the bundle. */
  readonly mcp_config: {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
}

/** A tool, as a host shows it before the server runs. */
export interface ManifestTool {
  /** Its name. */
  readonly name: string;
  /** Its description, as models get it. */
  readonly description?: string;
}

/** A prompt, whose text has `${arguments.name}` where an argument goes. */
export interface ManifestPrompt {
  /** Its name. */
  readonly name: string;
  /** Its description. */
  readonly description?: string;
  /** The names of its arguments. */
  readonly arguments?: readonly string[];
  /** Its only message. */
  readonly text: string;
}

/** A value that the host asks the user for. */
export interface UserSetting {
  /** Variables are texts. */
  readonly type: "string";
  /** The label of the field. */
  readonly title: string;
  /** The help below the field. */
  readonly description: string;
  /** Whether the host starts nothing without it. */
  readonly required: boolean;
  /** Whether it is masked, and kept in the keyring of the system. */
  readonly sensitive?: true;
  /** The value of an empty field. */
  readonly default?: string;
}
