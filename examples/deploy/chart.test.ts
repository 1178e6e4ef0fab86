import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { checkManifest } from "./check-manifest.ts";
import type { Manifest, RenderedChart } from "./render-chart.ts";
import { readManifests, readValues, renderChart } from "./render-chart.ts";

function readText(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

const plain = readManifests(readText("kubernetes.yaml"));
const FIXED = readValues("fixed-values.yaml");
const VALUES = readdirSync(new URL("chart/ci", import.meta.url));

function ofKind({ manifests }: RenderedChart, kind: string): Manifest {
  return manifests.find((one) => one.kind === kind);
}

function containerOf(chart: RenderedChart): Manifest {
  return ofKind(chart, "Deployment").spec.template.spec.containers[0];
}

function envOf(chart: RenderedChart): Map<string, Manifest> {
  return new Map(containerOf(chart).env.map((one: Manifest) => [one.name, one]));
}

/** The manifests by kind, without labels, and with what Kubernetes adds by itself left out. */
function bare(manifests: readonly Manifest[]): Record<string, Manifest> {
  const text = JSON.stringify(manifests, (key, value) =>
    ["labels", "matchLabels", "selector", "imagePullPolicy"].includes(key) ? undefined : value,
  );
  return Object.fromEntries(JSON.parse(text).map((one: Manifest) => [one.kind, one]));
}

test("by its defaults the chart is kubernetes.yaml", async () => {
  const chart = bare((await renderChart({}, "routes")).manifests);
  expect(chart["Service"].spec.type).toBe("ClusterIP");
  delete chart["Service"].spec.type;
  expect(chart).toEqual(bare(plain));
});

test("the schemas of Kubernetes know every key of kubernetes.yaml", () => {
  expect(plain.length).toBe(5);
  for (const manifest of plain) expect(checkManifest(manifest), manifest.kind).toEqual([]);
});

test.each([undefined, ...VALUES])(
  "the schemas know every key of the chart with %s",
  async (name) => {
    const { manifests } = await renderChart(name === undefined ? {} : readValues(name), "routes");
    expect(manifests.length).toBeGreaterThan(1);
    for (const manifest of manifests) expect(checkManifest(manifest), manifest.kind).toEqual([]);
  },
);

test("the check finds a wrong type, a missing key and a key that is not there", async () => {
  const manifest = ofKind(await renderChart({}, "routes"), "Deployment");
  const pod = manifest.spec.template.spec;
  pod.terminationGracePeriodSeconds = "40";
  pod.containers[0].lifecycle.prestop = {};
  delete pod.containers[0].name;
  expect(checkManifest(manifest).map((one) => one.replace("/spec/template/spec", ""))).toEqual([
    '/containers/0 required {"missingProperty":"name"}',
    '/terminationGracePeriodSeconds type {"type":"integer"}',
    "/containers/0/lifecycle/prestop is unknown",
  ]);
});

test("two releases select their own pods, and everything of one carries its labels", async () => {
  const selectors = new Set<string>();
  for (const release of ["routes", "orders"]) {
    const chart = await renderChart({}, release);
    const { selector, template } = ofKind(chart, "Deployment").spec;
    expect(template.metadata.labels).toEqual(selector.matchLabels);
    expect(ofKind(chart, "Service").spec.selector).toEqual(selector.matchLabels);
    expect(ofKind(chart, "PodDisruptionBudget").spec.selector).toEqual(selector);
    expect(ofKind(chart, "HorizontalPodAutoscaler").spec.scaleTargetRef.name).toBe(release);
    for (const { metadata } of chart.manifests) {
      expect(metadata.name).toBe(release);
      expect(metadata.labels).toMatchObject(selector.matchLabels);
    }
    selectors.add(JSON.stringify(selector));
  }
  expect(selectors.size).toBe(2);
});

test("a fixed number of instances needs no autoscaler, and each instance knows it", async () => {
  const chart = await renderChart(FIXED, "routes");
  expect(ofKind(chart, "HorizontalPodAutoscaler")).toBeUndefined();
  expect(ofKind(chart, "Deployment").spec.replicas).toBe(2);
  expect(envOf(chart).get("MORTISE_INSTANCES").value).toBe("2");
});

test("values reach the place that they are for, whatever is in them", async () => {
  const chart = await renderChart(FIXED, "routes");
  const env = envOf(chart);
  expect(env.get("GREETING").value).toBe('say "hi": #1');
  expect(env.get("PORT").value).toBe("8080");
  expect(env.get("PUBLIC_HOSTS").value).toBe("tools.example.com,tools.example.org");
  expect(env.get("MORTISE_BACKPLANE").valueFrom.secretKeyRef).toEqual({
    name: "shared",
    key: "url",
  });
  expect(env.get("MORTISE_STATE_KEYS").valueFrom.secretKeyRef.key).toBe("keys");
  expect(containerOf(chart).image).toBe("ghcr.io/example/routes:2.1.0");
  const pod = ofKind(chart, "Deployment").spec.template.spec;
  expect(pod.securityContext).toEqual({
    runAsNonRoot: true,
    runAsUser: 1000660000,
    seccompProfile: { type: "RuntimeDefault" },
  });
  for (const key of ["tolerations", "affinity", "topologySpreadConstraints", "nodeSelector"]) {
    expect(pod[key], key).toEqual(FIXED[key]);
  }
  const { metadata, spec } = ofKind(chart, "Ingress");
  expect(metadata).not.toHaveProperty("annotations");
  expect(spec.ingressClassName).toBe("traefik");
  expect(spec.rules.map((rule: Manifest) => rule.host)).toEqual(FIXED["hosts"]);
  expect(spec.tls[0].hosts).toEqual(FIXED["hosts"]);
});

test("for callers inside the cluster there is no Ingress and no budget", async () => {
  const chart = await renderChart(readValues("inside-values.yaml"), "routes");
  expect(chart.manifests.map((one) => one.kind).sort()).toEqual(["Deployment", "Service"]);
  expect(chart.notes).toContain("port-forward --namespace tools service/routes 3000:80");
});

test("the notes name the Secret's command and the public URLs", async () => {
  const { notes } = await renderChart(FIXED, "routes");
  expect(notes).toContain("create secret generic shared --namespace tools");
  expect(notes).toContain("--from-literal=url=postgres://…");
  expect(notes).toContain("npx mortise list https://tools.example.org/mcp");
});

test.each([
  [{ hosts: [] }],
  [{ hosts: ["https://tools.example.com"] }],
  [{ replica: 3 }],
  [{ image: { tag: 1.1 } }],
  [{ port: 80 }],
  [{ podSecurityContext: { runAsNonRoot: false } }],
  [{ env: { MORTISE_BACKPLANE: "postgres://me:secret@database" } }],
  [{ ingress: { annotations: { "nginx.ingress.kubernetes.io/proxy-read-timeout": 3600 } } }],
])("the schema of the values refuses %j", async (values) => {
  await expect(renderChart(values, "routes")).rejects.toThrow("The schema refuses the values");
});

test("the schema names every value, and no other", () => {
  const { properties } = JSON.parse(readText("chart/values.schema.json"));
  const values = parse(readText("chart/values.yaml"));
  expect(Object.keys(properties).filter((key) => key !== "global")).toEqual(Object.keys(values));
});
