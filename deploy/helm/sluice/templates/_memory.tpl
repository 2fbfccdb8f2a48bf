{{- /* The memory limit against what the outboxes may take; docs/operations.md, "Sizing", has the same formula. */ -}}

{{- /* A size of the configuration or a quantity of Kubernetes in bytes; 0 where the chart cannot know it, as of `${…}`. */ -}}
{{- define "sluice.bytes" -}}
{{- $text := ternary (printf "%d" (int64 .)) (toString .) (kindIs "float64" .) }}
{{- $units := dict "" 1 "KiB" 1024 "Ki" 1024 "MiB" 1048576 "Mi" 1048576 "GiB" 1073741824 "Gi" 1073741824 "Ti" 1099511627776 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000 }}
{{- $number := regexFind "^[0-9]+([.][0-9]+)?" $text }}
{{- $unit := trimPrefix $number $text }}
{{- if and $number (hasKey $units $unit) }}{{ mulf (float64 $number) (get $units $unit) | int64 }}{{ else }}0{{ end }}
{{- end }}

{{- /* What all outboxes may take: `bytes` of records, and `memory` with what surrounds each of them. */ -}}
{{- define "sluice.outboxes" -}}
{{- $record := 100 }}{{- /* bytes of a small record */}}
{{- $overhead := 100 }}{{- /* bytes of memory for each record, whatever its size */}}
{{- $bytes := 0 }}
{{- $memory := 0 }}
{{- range $name, $sink := default dict .Values.config.sinks }}
{{- $outbox := default dict $sink.outbox }}
{{- $most := include "sluice.bytes" (default "64MiB" $outbox.max_bytes) | int64 }}
{{- $records := min (include "sluice.bytes" (default 100000 $outbox.max_records) | int64) (div $most $record) }}
{{- $bytes = add $bytes $most }}
{{- $memory = add $memory $most (mul $records $overhead) }}
{{- end }}
{{- $shards := max 1 (include "sluice.bytes" (default 1 .Values.config.shards) | int64) }}
{{- dict "bytes" (mul $shards $bytes) "memory" (mul $shards $memory) | toJson }}
{{- end }}

{{- define "sluice.memoryLimit" -}}
{{- dig "limits" "memory" 0 (default dict .Values.resources) | include "sluice.bytes" }}
{{- end }}

{{- define "sluice.mebibytes" -}}
{{ printf "%d MiB" (div (int64 .) 1048576) }}
{{- end }}

{{- define "sluice.resources" -}}
{{- $limit := include "sluice.memoryLimit" . | int64 }}
{{- $bytes := (include "sluice.outboxes" . | fromJson).bytes | int64 }}
{{- if and $limit (ge $bytes $limit) }}
{{- fail (printf "resources.limits.memory: the outboxes may hold %s (shards × the sum of config.sinks.*.outbox.max_bytes) and the limit is %s, so that a broker's outage would end the pod; raise the limit, or lower max_bytes" (include "sluice.mebibytes" $bytes) (include "sluice.mebibytes" $limit)) }}
{{- end }}
{{- toYaml .Values.resources }}
{{- end }}

{{- define "sluice.memoryWarning" -}}
{{- $limit := include "sluice.memoryLimit" . | int64 }}
{{- $needed := add 33554432 ((include "sluice.outboxes" . | fromJson).memory | int64) }}
{{- if and $limit (gt $needed $limit) -}}
full of small records, the outboxes would take the gateway to {{ include "sluice.mebibytes" $needed }}, and resources.limits.memory is {{ include "sluice.mebibytes" $limit }}. Raise it, or lower config.sinks.*.outbox.max_records; see "Sizing" in docs/operations.md.
{{- end }}
{{- end }}
