{{- /* What the objects have to take from the configuration, and what they refuse. */ -}}

{{- define "sluice.replicas" -}}
{{- if gt (int .Values.replicas) 1 }}
{{- fail (printf "replicas: %d replicas would each hold every connection and relay every event %d times; run one, and split the connections over several releases" (int .Values.replicas) (int .Values.replicas)) }}
{{- end }}
{{- .Values.replicas }}
{{- end }}

{{- define "sluice.adminPort" -}}
{{- $listen := dig "admin" "listen" "" .Values.config | toString }}
{{- if regexMatch "^(127\\.|localhost:|\\[::1\\])" $listen }}
{{- fail (printf "config.admin.listen: no probe reaches %q from outside the pod; write \"[::]:9464\"" $listen) }}
{{- end }}
{{- $port := regexFind ":[1-9][0-9]*$" $listen }}
{{- if or (not $port) (contains "$" $listen) }}
{{- fail (printf "config.admin.listen: probes need a port that is written out, but it is %q; write \"[::]:9464\"" $listen) }}
{{- end }}
{{- trimPrefix ":" $port }}
{{- end }}

{{- /* Longer than the gateway drains: connecting to a broker anew, or closing what hangs, takes its time as well. */ -}}
{{- define "sluice.terminationGracePeriodSeconds" -}}
{{- $drain := toString .Values.config.drain_timeout }}
{{- if not (regexMatch "^[0-9]+(ms|s|m|h)$" $drain) }}
{{- fail (printf "config.drain_timeout: the grace period follows from it, but %q is not a duration such as 10s that is written out" $drain) }}
{{- end }}
{{- $unit := get (dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000) (regexFind "[a-z]+$" $drain) }}
{{- $milliseconds := mul (regexFind "^[0-9]+" $drain | atoi) $unit }}
{{- add (div (add $milliseconds 999) 1000) 10 }}
{{- end }}

{{- /* What of the configuration only a new pod follows. The running gateway reads the rest again, unless a route keeps a table. */ -}}
{{- define "sluice.restartConfig" -}}
{{- $config := include "sluice.config" . | fromYaml }}
{{- $tables := false }}
{{- range $config.routes }}
{{- if .table }}{{ $tables = true }}{{ end }}
{{- end }}
{{- if not $tables }}{{ $config = omit $config "connections" "sinks" "routes" "route_mode" "sources" "returns" }}{{ end }}
{{- toYaml $config }}
{{- end }}
