// Command sdkcheck calls the API with Nomad's own Go SDK, and says of each call whether the SDK understood the answer.
package main

import (
	"fmt"
	"os"

	"github.com/hashicorp/nomad/api"
)

// A check is one call of the SDK, or a few that belong together; it fails when the SDK does, or when the answer is not
// what was done before.
type check struct {
	name string
	run  func(*session) error
}

// A session is what the checks share: each one leaves what the next ones ask for.
type session struct {
	client  *api.Client
	nodeID  string
	evalID  string
	allocID string
}

func main() {
	client, err := api.NewClient(api.DefaultConfig())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s := &session{client: client}
	failed := 0
	checks := append(append(jobChecks(), runningChecks()...), clusterChecks()...)
	for _, c := range checks {
		if err := c.run(s); err != nil {
			failed++
			fmt.Printf("FAIL %s: %v\n", c.name, err)
			continue
		}
		fmt.Printf("ok   %s\n", c.name)
	}
	fmt.Printf("%d of %d calls as the SDK expects\n", len(checks)-failed, len(checks))
	if failed > 0 {
		os.Exit(1)
	}
}

// expect fails unless the condition holds.
func expect(holds bool, format string, args ...any) error {
	if holds {
		return nil
	}
	return fmt.Errorf(format, args...)
}
