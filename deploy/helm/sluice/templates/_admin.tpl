{{- /* The admin server's token and certificate: what the configuration and the pod get of them. */ -}}

{{- define "sluice.adminConfig" -}}
{{- $own := dict }}
{{- if or .Values.adminToken.existingSecret .Values.adminToken.value }}
{{- if and .Values.adminToken.existingSecret .Values.adminToken.value }}
{{- fail "adminToken: only one of existingSecret and value can be given" }}
{{- end }}
{{- if dig "admin" "token" "" .Values.config }}
{{- fail "adminToken: config.admin.token is another one; give one of them" }}
{{- end }}
{{- $_ := set $own "token" "${file:/run/secrets/sluice-admin-token/token}" }}
{{- end }}
{{- if .Values.adminTls.existingSecret }}
{{- if dig "admin" "tls" "" .Values.config }}
{{- fail "adminTls: config.admin.tls is another one; give one of them" }}
{{- end }}
{{- $files := "/run/secrets/sluice-admin-tls" }}
{{- $_ := set $own "tls" (dict "certificate_file" (printf "%s/tls.crt" $files) "key_file" (printf "%s/tls.key" $files)) }}
{{- end }}
{{- toYaml $own }}
{{- end }}

{{- define "sluice.adminScheme" -}}
{{ ternary "HTTPS" "HTTP" (or (ne .Values.adminTls.existingSecret "") (not (empty (dig "admin" "tls" "" .Values.config)))) }}
{{- end }}

{{- /* Of a httpGet, behind its port. */ -}}
{{- define "sluice.probeScheme" -}}
{{ if eq (include "sluice.adminScheme" .) "HTTPS" }}, scheme: HTTPS{{ end }}
{{- end }}

{{- /* Of an endpoint of a monitor, behind its interval. */ -}}
{{- define "sluice.monitorScheme" -}}
{{ if eq (include "sluice.adminScheme" .) "HTTPS" }}, scheme: https{{ with .Values.adminTls.monitor }}, tlsConfig: {{ toJson . }}{{ end }}{{ end }}
{{- end }}

{{- /* (list context name): of the Secret with the token, which is the chart's own below this name unless one is given. */ -}}
{{- define "sluice.tokenSecret" -}}
{{ default (printf "%s-admin" (index . 1)) (index . 0).Values.adminToken.existingSecret }}
{{- end }}

{{- define "sluice.tokenData" -}}
data: {token: {{ trim .Values.adminToken.value | b64enc }}}
{{- end }}

{{- define "sluice.adminVolumeMounts" -}}
{{- if or .Values.adminToken.existingSecret .Values.adminToken.value }}
- {name: admin-token, mountPath: /run/secrets/sluice-admin-token, readOnly: true}
{{- end }}
{{- if .Values.adminTls.existingSecret }}
- {name: admin-tls, mountPath: /run/secrets/sluice-admin-tls, readOnly: true}
{{- end }}
{{- end }}

{{- /* (list context name): as sluice.tokenSecret. */ -}}
{{- define "sluice.adminVolumes" -}}
{{- $values := (index . 0).Values }}
{{- if or $values.adminToken.existingSecret $values.adminToken.value }}
- name: admin-token
  secret: {secretName: {{ include "sluice.tokenSecret" . }}, defaultMode: 0440}
{{- end }}
{{- with $values.adminTls.existingSecret }}
- name: admin-tls
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- end }}
