package main

import (
	"fmt"
	"io"
	"time"

	"github.com/hashicorp/nomad/api"
)

// clusterChecks ask for what is there without any job.
func clusterChecks() []check {
	return []check{
		{"Agent.Self, Members, Servers, Health", agent},
		{"Agent.Monitor", monitor},
		{"Status.Leader, Peers", func(s *session) error {
			leader, err := s.client.Status().Leader()
			if err != nil {
				return err
			}
			peers, err := s.client.Status().Peers()
			if err != nil {
				return err
			}
			return expect(leader != "" && len(peers) == 1, "%q of %v", leader, peers)
		}},
		{"Regions.List", func(s *session) error {
			regions, err := s.client.Regions().List()
			if err != nil {
				return err
			}
			return expect(len(regions) == 1, "%v", regions)
		}},
		{"Nodes.List, Info, Allocations, Stats", func(s *session) error {
			if _, _, err := s.client.Nodes().List(nil); err != nil {
				return err
			}
			node, _, err := s.client.Nodes().Info(s.nodeID, nil)
			if err != nil {
				return err
			}
			if _, _, err := s.client.Nodes().Allocations(s.nodeID, nil); err != nil {
				return err
			}
			if _, err := s.client.Nodes().Stats(s.nodeID, nil); err != nil {
				return err
			}
			return expect(node.Status == "ready", "the node is %s", node.Status)
		}},
		{"Nodes.ToggleEligibility", func(s *session) error {
			if _, err := s.client.Nodes().ToggleEligibility(s.nodeID, false, nil); err != nil {
				return err
			}
			_, err := s.client.Nodes().ToggleEligibility(s.nodeID, true, nil)
			return err
		}},
		{"Namespaces.Register, Info, List, Delete", namespaces},
		{"NodePools.Register, Info, List, Delete", nodePools},
		{"Operator.SchedulerGetConfiguration, SchedulerSetConfiguration", func(s *session) error {
			answer, _, err := s.client.Operator().SchedulerGetConfiguration(nil)
			if err != nil {
				return err
			}
			_, _, err = s.client.Operator().SchedulerSetConfiguration(answer.SchedulerConfig, nil)
			return err
		}},
		{"Operator.RaftGetConfiguration, AutopilotServerHealth", func(s *session) error {
			if _, err := s.client.Operator().RaftGetConfiguration(nil); err != nil {
				return err
			}
			health, _, err := s.client.Operator().AutopilotServerHealth(nil)
			if err != nil {
				return err
			}
			return expect(health.Healthy, "not healthy: %v", health)
		}},
		{"Operator.Metrics, MetricsSummary", func(s *session) error {
			summary, _, err := s.client.Operator().MetricsSummary(nil)
			if err != nil {
				return err
			}
			text, err := s.client.Operator().Metrics(&api.QueryOptions{
				Params: map[string]string{"format": "prometheus"},
			})
			if err != nil {
				return err
			}
			return expect(len(summary.Gauges) > 0 && len(text) > 0, "nothing is measured")
		}},
		{"Operator.Snapshot, with its digest checked", func(s *session) error {
			snapshot, err := s.client.Operator().Snapshot(nil)
			if err != nil {
				return err
			}
			defer snapshot.Close()
			size, err := io.Copy(io.Discard, snapshot)
			if err != nil {
				return err
			}
			return expect(size > 0, "it is empty")
		}},
		{"CSIVolumes.List, CSIPlugins.List", func(s *session) error {
			volumes, _, err := s.client.CSIVolumes().List(nil)
			if err != nil {
				return err
			}
			plugins, _, err := s.client.CSIPlugins().List(nil)
			if err != nil {
				return err
			}
			return expect(len(volumes)+len(plugins) == 0, "%v, %v", volumes, plugins)
		}},
		{"System.GarbageCollect, ReconcileSummaries", func(s *session) error {
			if err := s.client.System().GarbageCollect(); err != nil {
				return err
			}
			return s.client.System().ReconcileSummaries()
		}},
	}
}

func agent(s *session) error {
	self, err := s.client.Agent().Self()
	if err != nil {
		return err
	}
	members, err := s.client.Agent().Members()
	if err != nil {
		return err
	}
	if _, err := s.client.Agent().Servers(); err != nil {
		return err
	}
	health, err := s.client.Agent().Health()
	if err != nil {
		return err
	}
	whole := self.Member.Name != "" && len(members.Members) == 1 && health.Server.Ok && health.Client.Ok
	return expect(whole, "%v, %v, %v", self.Member, members, health)
}

func monitor(s *session) error {
	stop := make(chan struct{})
	defer close(stop)
	options := &api.QueryOptions{Params: map[string]string{"log_level": "debug"}}
	frames, errs := s.client.Agent().Monitor(stop, options)
	if _, _, err := s.client.Jobs().List(nil); err != nil {
		return err
	}
	select {
	case err := <-errs:
		return err
	case <-frames:
		return nil
	case <-time.After(5 * time.Second):
		return fmt.Errorf("neither a line nor a heartbeat within 5 s")
	}
}

func namespaces(s *session) error {
	ns := s.client.Namespaces()
	if _, err := ns.Register(&api.Namespace{Name: "sdk", Description: "by the check"}, nil); err != nil {
		return err
	}
	info, _, err := ns.Info("sdk", nil)
	if err != nil {
		return err
	}
	list, _, err := ns.List(nil)
	if err != nil {
		return err
	}
	if _, err := ns.Delete("sdk", nil); err != nil {
		return err
	}
	return expect(info.Description == "by the check" && len(list) == 2, "%v of %d", info, len(list))
}

func nodePools(s *session) error {
	pools := s.client.NodePools()
	if _, err := pools.Register(&api.NodePool{Name: "sdk"}, nil); err != nil {
		return err
	}
	if _, _, err := pools.Info("sdk", nil); err != nil {
		return err
	}
	list, _, err := pools.List(nil)
	if err != nil {
		return err
	}
	if _, err := pools.Delete("sdk", nil); err != nil {
		return err
	}
	return expect(len(list) == 3, "%d pools", len(list))
}
