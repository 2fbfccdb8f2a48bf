// kube-apiserver, built by `./dev setup` for the tests of the chart: k8s.io/kubernetes has local
// replaces in its go.mod, so `go install` refuses it, and a module of ours has to name them.
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	os.Exit(cli.Run(app.NewAPIServerCommand()))
}
