#!/usr/bin/env bash
# sbom.sh VERSION: the packages of this image, and Sluice in that version, as an SPDX 2.3 document.
set -euo pipefail

version=$1
created=$(date -u +%Y-%m-%dT%H:%M:%SZ)

cat <<JSON
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "sluice-$version",
  "documentNamespace": "urn:sluice:image:$version:$created",
  "creationInfo": {"created": "$created", "creators": ["Tool: deploy/sbom.sh"]},
  "documentDescribes": ["SPDXRef-sluice"],
  "packages": [
    {"SPDXID": "SPDXRef-sluice", "name": "sluice", "versionInfo": "$version", "supplier": "NOASSERTION", "downloadLocation": "NOASSERTION", "filesAnalyzed": false}
JSON

# An SPDX id has letters, digits, dots and dashes only; a purl has + ~ : as percent signs.
dpkg-query -W -f '${Package} ${Version} ${Architecture} ${source:Package} ${source:Version}\n' |
  awk '
    function purl(text) { gsub(/\+/, "%2B", text); gsub(/:/, "%3A", text); gsub(/~/, "%7E", text); return text }
    function id(text) { gsub(/[^a-zA-Z0-9.-]/, "-", text); return "SPDXRef-deb-" text }
    {
      printf "    ,{\"SPDXID\": \"%s\", \"name\": \"%s\", \"versionInfo\": \"%s\", ", id($1 "-" $3), $1, $2
      printf "\"supplier\": \"Organization: Debian\", \"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false, "
      printf "\"sourceInfo\": \"built from %s %s\", ", $4, $5
      printf "\"externalRefs\": [{\"referenceCategory\": \"PACKAGE-MANAGER\", \"referenceType\": \"purl\", "
      printf "\"referenceLocator\": \"pkg:deb/debian/%s@%s?arch=%s&distro=debian-12\"}]}\n", purl($1), purl($2), $3
      ids = ids sprintf(",\n    {\"spdxElementId\": \"SPDXRef-sluice\", \"relationshipType\": \"DEPENDS_ON\", \"relatedSpdxElement\": \"%s\"}", id($1 "-" $3))
    }
    END {
      print "  ],\n  \"relationships\": ["
      print "    {\"spdxElementId\": \"SPDXRef-DOCUMENT\", \"relationshipType\": \"DESCRIBES\", \"relatedSpdxElement\": \"SPDXRef-sluice\"}" ids
      print "  ]\n}"
    }'
