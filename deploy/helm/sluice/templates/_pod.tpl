{{- /* The pod of either kind: a Deployment's or, with a journal, a StatefulSet's. */ -}}

{{- define "sluice.podTemplate" -}}
metadata:
  labels:
    {{- include "sluice.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    checksum/config: {{ include "sluice.restartConfig" . | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "sluice.serviceAccountName" . }}
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: {{ include "sluice.terminationGracePeriodSeconds" . }}
  securityContext: {{- toYaml .Values.podSecurityContext | nindent 4 }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: sluice
      image: {{ include "sluice.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: [run, /etc/sluice/sluice.yaml]
      {{- with include "sluice.environment" . | trim }}
      {{- . | nindent 6 }}
      {{- end }}
      ports:
        - {name: admin, containerPort: {{ include "sluice.adminPort" . }}, protocol: TCP}
      startupProbe:
        httpGet: {path: /startupz, port: admin{{ include "sluice.probeScheme" . }}}
        periodSeconds: 1
        failureThreshold: {{ include "sluice.startupSeconds" . }}
      livenessProbe:
        httpGet: {path: /livez, port: admin{{ include "sluice.probeScheme" . }}}
        timeoutSeconds: 5
      readinessProbe:
        httpGet: {path: /readyz, port: admin{{ include "sluice.probeScheme" . }}}
        periodSeconds: 5
        timeoutSeconds: 5
      resources: {{- include "sluice.resources" . | nindent 8 }}
      securityContext: {{- toYaml .Values.securityContext | nindent 8 }}
      volumeMounts:
        {{- include "sluice.volumeMounts" . | nindent 8 }}
        {{- if .Values.journal.enabled }}
        - {name: journal, mountPath: {{ include "sluice.journalVolume" . }}}
        {{- end }}
  volumes:
    {{- include "sluice.volumes" (list . (include "sluice.fullname" .)) | trim | nindent 4 }}
  {{- with .Values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- range . }}
    {{- $selector := dict "matchLabels" (include "sluice.selectorLabels" $ | fromYaml) }}
    - {{- merge (dict) . (dict "labelSelector" $selector) | toYaml | nindent 6 }}
    {{- end }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
{{- end }}

{{- /* What a configuration may refer to. Whoever reads it has all of that: the gateway, and the check before an upgrade. */ -}}
{{- define "sluice.environment" -}}
{{- with .Values.env }}
env: {{- toYaml . | nindent 2 }}
{{- end }}
{{- if or .Values.existingSecret .Values.envFrom }}
envFrom:
  {{- with .Values.existingSecret }}
  - secretRef: {name: {{ . }}}
  {{- end }}
  {{- with .Values.envFrom }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end }}

{{- /* Whole folders, never a subPath: kubelet would not renew its file. */ -}}
{{- define "sluice.volumeMounts" -}}
- {name: config, mountPath: /etc/sluice, readOnly: true}
{{- if .Values.existingSecretFiles }}
- {name: secrets, mountPath: /run/secrets/sluice, readOnly: true}
{{- end }}
{{- with include "sluice.adminVolumeMounts" . | trim }}
{{ . }}
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* (list context name): with the ConfigMap of this name, and the Secret of the token below it. */ -}}
{{- define "sluice.volumes" -}}
{{- $values := (index . 0).Values }}
- name: config
  configMap: {name: {{ index . 1 }}}
{{- with $values.existingSecretFiles }}
- name: secrets
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- with include "sluice.adminVolumes" . | trim }}
{{ . }}
{{- end }}
{{- with $values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
