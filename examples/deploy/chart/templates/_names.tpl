{{- define "mortise-server.secret" -}}
{{ if .Values.secret.name }}{{ .Values.secret.name }}{{ else }}{{ .Release.Name }}{{ end }}
{{- end -}}

{{- define "mortise-server.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "mortise-server.labels" -}}
{{ template "mortise-server.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}
