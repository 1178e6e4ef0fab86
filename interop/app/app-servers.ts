import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PinnedPackages } from "../../scripts/workspace/pinned-packages.ts";
import { writePdf } from "./write-pdf.ts";

/** The official servers of MCP Apps, installed when a run needs them. */
export const appServers: PinnedPackages = new PinnedPackages(
  new URL("./servers/", import.meta.url),
);

/** A server of MCP Apps, and what its view is to show. */
export interface AppServer {
  /** Its package, without `@modelcontextprotocol/server-`. */
  readonly name: string;
  readonly isShort?: boolean;
  /** The tool that has the view. */
  readonly tool: string;
  /** Writes what the server needs into a folder, and returns its command line and the arguments of the tool. */
  readonly prepare?: (folder: string) => {
    readonly commandLine?: readonly string[];
    readonly input: object;
  };
  /** Selects an element that is visible once the view is drawn. */
  readonly shows: string;
  /** A request that the view makes, by itself or when a button is pressed, once or until it has everything. */
  readonly asks?: {
    readonly tool: string;
    readonly button?: string;
    readonly isRepeated?: boolean;
  };
  /** The other host that it loads from, which is never reached here. */
  readonly needs?: string;
}

const FRAMEWORKS = ["react", "svelte", "solid", "preact", "vanillajs"];
const TIME = "text=/Server Time:\\s*2\\d{3}-/";

/** All nineteen that npm has. */
export const APP_SERVERS: readonly AppServer[] = [
  ...FRAMEWORKS.map((framework) => ({
    name: `basic-${framework}`,
    isShort: true,
    tool: "get-time",
    shows: TIME,
    asks: { tool: "get-time", button: "Get Server Time" },
  })),
  { name: "basic-vue", tool: "get-time", shows: TIME },
  {
    name: "cohort-heatmap",
    isShort: true,
    tool: "get-cohort-data",
    shows: "text=Cohort Retention Analysis",
    asks: { tool: "get-cohort-data" },
  },
  {
    name: "customer-segmentation",
    isShort: true,
    tool: "get-customer-data",
    shows: "text=Customer Segmentation",
    asks: { tool: "get-customer-data" },
  },
  {
    name: "system-monitor",
    isShort: true,
    tool: "get-system-info",
    shows: "text=/linux x64|linux arm64|darwin/",
    asks: { tool: "poll-system-stats" },
  },
  {
    name: "pdf",
    isShort: true,
    tool: "display_pdf",
    prepare(folder) {
      const file = join(folder, "hello.pdf");
      writeFileSync(file, writePdf("Hello from a PDF"));
      return { commandLine: [file], input: { url: file } };
    },
    shows: "text=/Loading|hello/i",
    asks: { tool: "read_pdf_bytes", isRepeated: true },
  },
  { name: "budget-allocator", tool: "get-budget-data", shows: "text=Allocated: $100,000" },
  { name: "scenario-modeler", tool: "get-scenario-data", shows: "text=SaaS Scenario Modeler" },
  { name: "threejs", tool: "show_threejs_scene", shows: "canvas" },
  {
    name: "shadertoy",
    tool: "render-shadertoy",
    prepare: () => ({
      input: {
        fragmentShader:
          "void mainImage(out vec4 colour, in vec2 at) { colour = vec4(at / iResolution.xy, 0.5, 1.0); }",
      },
    }),
    shows: "canvas",
  },
  {
    name: "sheet-music",
    tool: "play-sheet-music",
    prepare: () => ({
      input: { abcNotation: "X:1\nT:Scale\nM:4/4\nL:1/4\nK:C\nC D E F | G A B c |" },
    }),
    shows: "svg",
  },
  { name: "transcript", tool: "transcribe", shows: "text=Your speech will appear here" },
  {
    name: "map",
    isShort: true,
    tool: "show-map",
    shows: "text=Failed to load CesiumJS",
    needs: "cesium.com",
  },
  { name: "video-resource", tool: "play_video", shows: "body", needs: "raw.githubusercontent.com" },
  {
    name: "wiki-explorer",
    tool: "get-first-degree-links",
    shows: "body",
    needs: "en.wikipedia.org",
  },
];
