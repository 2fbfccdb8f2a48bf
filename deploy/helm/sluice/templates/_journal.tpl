{{- /* The journal's volume, and what has to be true of the configuration beside it. */ -}}

{{- define "sluice.journalVolume" -}}
/var/lib/sluice
{{- end }}

{{- /* The configuration as the gateway gets it: with the volume, a journal on it, and what the admin server needs. */ -}}
{{- define "sluice.config" -}}
{{- $volume := include "sluice.journalVolume" . }}
{{- $path := dig "journal" "path" "" .Values.config | toString }}
{{- $own := dict "admin" (include "sluice.adminConfig" . | fromYaml) }}
{{- if .Values.journal.enabled }}
{{- if and $path (not (hasPrefix (printf "%s/" $volume) (printf "%s/" $path))) }}
{{- fail (printf "config.journal.path: %q is not on the volume of the journal; write \"%s/journal\"" $path $volume) }}
{{- end }}
{{- $_ := set $own "journal" (dict "path" (printf "%s/journal" $volume)) }}
{{- else if $path }}
{{- include "sluice.requireVolumeFor" (list . $path) }}
{{- end }}
{{- merge (deepCopy .Values.config) $own | toYaml }}
{{- end }}

{{- /* (list context path): without the journal's volume, one of extraVolumeMounts has to be below it. */ -}}
{{- define "sluice.requireVolumeFor" -}}
{{- $path := index . 1 }}
{{- $found := false }}
{{- range (index . 0).Values.extraVolumeMounts }}
{{- if hasPrefix (printf "%s/" (trimSuffix "/" .mountPath)) (printf "%s/" $path) }}{{ $found = true }}{{ end }}
{{- end }}
{{- if not $found }}
{{- fail (printf "config.journal.path: nothing can be written to %q, as the pod's root is read-only; set journal.enabled, which gives it a volume" $path) }}
{{- end }}
{{- end }}

{{- /* What the journals of all sinks may take on the disk; docs/operations.md, "Sizing", has the same formula. */ -}}
{{- define "sluice.journalBytes" -}}
{{- $segments := 5 }}{{- /* of a sink on a shard, beside max_bytes */}}
{{- $spares := 2 }}{{- /* of all of them together */}}
{{- $journal := default dict .Values.config.journal }}
{{- $segment := include "sluice.bytes" (default "64MiB" $journal.segment_bytes) | int64 }}
{{- $most := include "sluice.bytes" (default "1GiB" $journal.max_bytes) | int64 }}
{{- $shards := max 1 (include "sluice.bytes" (default 1 .Values.config.shards) | int64) }}
{{- $journals := mul $shards (len (default dict .Values.config.sinks)) }}
{{- $inboxes := 0 }}{{- /* of MQTT sources, at most 64 MiB and files of 4 MiB */}}
{{- range $source := default dict .Values.config.sources }}
{{- if eq (default "" $source.type) "mqtt" }}{{ $inboxes = add 1 $inboxes }}{{ end }}
{{- end }}
{{- $inbox := add (min $most 67108864) (mul $segments (min $segment 4194304)) }}
{{- add (mul $journals (add $most (mul $segments $segment))) (mul $spares $segment) (mul $inboxes $inbox) }}
{{- end }}

{{- /* With a tenth for the file system: on a full disk the journal takes no records. */ -}}
{{- define "sluice.journalVolumeBytes" -}}
{{- $bytes := include "sluice.journalBytes" . | int64 }}
{{- add $bytes (div $bytes 10) }}
{{- end }}

{{- define "sluice.journalSize" -}}
{{- $size := include "sluice.bytes" .Values.journal.size | int64 }}
{{- $needed := include "sluice.journalVolumeBytes" . | int64 }}
{{- if lt $size $needed }}
{{- fail (printf "journal.size: the journals may take %s (config.shards × sinks × (config.journal.max_bytes + 5 segment_bytes), 2 spare files, 84 MiB for each MQTT source and a tenth for the file system) and the volume has %s, and a full disk takes no records; raise the size, or lower max_bytes" (include "sluice.mebibytes" $needed) (include "sluice.mebibytes" $size)) }}
{{- end }}
{{- .Values.journal.size }}
{{- end }}

{{- /* Half as much again is what a sink with one slow lane may keep in old files. */ -}}
{{- define "sluice.journalWarning" -}}
{{- $wanted := include "sluice.journalVolumeBytes" . | int64 | mul 3 }}
{{- $wanted = div $wanted 2 }}
{{- if and .Values.journal.enabled (lt (include "sluice.bytes" .Values.journal.size | int64) $wanted) -}}
while one topic or partition of a sink stands still, the journals may take {{ include "sluice.mebibytes" $wanted }}, and journal.size is {{ .Values.journal.size }}. Raise it, or lower config.journal.max_bytes; see "Sizing" in docs/operations.md.
{{- end }}
{{- end }}

{{- /* A start reads the journals first: a second for each 32 MiB is the pace of a slow disk. */ -}}
{{- define "sluice.startupSeconds" -}}
{{- $read := ternary (include "sluice.journalBytes" . | int64) 0 .Values.journal.enabled }}
{{- add 60 (div $read 33554432) }}
{{- end }}

{{- define "sluice.kind" -}}
{{ ternary "StatefulSet" "Deployment" .Values.journal.enabled }}
{{- end }}

{{- /* (list context kind): while pods of the other kind run, this one's would relay every event a second time. Only in front of a cluster is it known. */ -}}
{{- define "sluice.refuseSecondKind" -}}
{{- $context := index . 0 }}
{{- $kind := index . 1 }}
{{- $name := include "sluice.fullname" $context }}
{{- $other := lookup "apps/v1" $kind $context.Release.Namespace $name }}
{{- if or (dig "spec" "replicas" 0 $other) (dig "status" "replicas" 0 $other) }}
{{- fail (printf "journal.enabled: the %s %s has a pod, and a %s beside it would relay every event twice; first upgrade with replicas=0 and the old journal.enabled" $kind $name (include "sluice.kind" $context)) }}
{{- end }}
{{- end }}
