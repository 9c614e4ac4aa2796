package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hashicorp/nomad/api"
)

// runningChecks ask for what the job that runs has brought about.
func runningChecks() []check {
	return []check{
		{"Allocations.List, Info", func(s *session) error {
			list, _, err := s.client.Allocations().List(nil)
			if err != nil {
				return err
			}
			alloc, _, err := s.client.Allocations().Info(s.allocID, nil)
			if err != nil {
				return err
			}
			return expect(len(list) > 0 && alloc.JobID == jobID, "unexpected allocation %v", alloc)
		}},
		{"Allocations.Stats", func(s *session) error {
			alloc, _, err := s.client.Allocations().Info(s.allocID, nil)
			if err != nil {
				return err
			}
			_, err = s.client.Allocations().Stats(alloc, nil)
			return err
		}},
		{"AllocFS.Logs", logs},
		{"AllocFS.List, Stat", func(s *session) error {
			alloc := &api.Allocation{ID: s.allocID, NodeID: s.nodeID}
			files, _, err := s.client.AllocFS().List(alloc, "/", nil)
			if err != nil {
				return err
			}
			_, _, err = s.client.AllocFS().Stat(alloc, "/alloc/logs", nil)
			if err != nil {
				return err
			}
			return expect(len(files) > 0, "no files")
		}},
		{"Allocations.Restart", func(s *session) error {
			alloc := &api.Allocation{ID: s.allocID, NodeID: s.nodeID}
			return s.client.Allocations().Restart(alloc, "", nil)
		}},
		{"Evaluations.List, Info, Allocations, Count", evaluations},
		{"Deployments.List, Info, Allocations", deployments},
		{"Services.List, Get", func(s *session) error {
			lists, _, err := s.client.Services().List(nil)
			if err != nil {
				return err
			}
			instances, _, err := s.client.Services().Get("sdk-web", nil)
			if err != nil {
				return err
			}
			return expect(len(lists) == 1 && len(instances) == 1, "%d, %d", len(lists), len(instances))
		}},
		{"Search.PrefixSearch, FuzzySearch", func(s *session) error {
			byPrefix, _, err := s.client.Search().PrefixSearch("sdk", "jobs", nil)
			if err != nil {
				return err
			}
			fuzzy, _, err := s.client.Search().FuzzySearch("check", "all", nil)
			if err != nil {
				return err
			}
			found := len(byPrefix.Matches["jobs"]) == 1 && len(fuzzy.Matches["jobs"]) == 1
			return expect(found, "%v, %v", byPrefix.Matches, fuzzy.Matches)
		}},
		{"EventStream.Stream", eventStream},
		{"Allocations.Stop", func(s *session) error {
			_, err := s.client.Allocations().Stop(&api.Allocation{ID: s.allocID}, nil)
			return err
		}},
		{"Jobs.Scale", func(s *session) error {
			two := 2
			_, _, err := s.client.Jobs().Scale(jobID, "app", &two, "by the check", false, nil, nil)
			// Refused while the deployment goes on, as by Nomad.
			if err != nil && strings.Contains(err.Error(), "active deployment") {
				return nil
			}
			return err
		}},
		{"Jobs.Deregister", func(s *session) error {
			id, _, err := s.client.Jobs().Deregister(jobID, true, nil)
			if err != nil {
				return err
			}
			return expect(id != "", "no evaluation")
		}},
	}
}

func logs(s *session) error {
	cancel := make(chan struct{})
	defer close(cancel)
	alloc := &api.Allocation{ID: s.allocID, NodeID: s.nodeID}
	frames, errs := s.client.AllocFS().Logs(alloc, false, "server", "stdout", "start", 0, cancel, nil)
	text := ""
	for {
		select {
		case frame, ok := <-frames:
			if !ok {
				return expect(strings.Contains(text, "hello from the task"), "the log is %q", text)
			}
			text += string(frame.Data)
		case err := <-errs:
			if err != nil && err != io.EOF {
				return err
			}
		case <-time.After(10 * time.Second):
			return fmt.Errorf("the log does not end: %q", text)
		}
	}
}

func evaluations(s *session) error {
	list, _, err := s.client.Evaluations().List(nil)
	if err != nil {
		return err
	}
	eval, _, err := s.client.Evaluations().Info(s.evalID, nil)
	if err != nil {
		return err
	}
	allocs, _, err := s.client.Evaluations().Allocations(s.evalID, nil)
	if err != nil {
		return err
	}
	count, _, err := s.client.Evaluations().Count(nil)
	if err != nil {
		return err
	}
	whole := eval.JobID == jobID && len(allocs) == 1 && count.Count == len(list)
	return expect(whole, "%v, %d allocations, %d counted", eval, len(allocs), count.Count)
}

func deployments(s *session) error {
	list, _, err := s.client.Deployments().List(nil)
	if err != nil {
		return err
	}
	if len(list) != 1 {
		return fmt.Errorf("%d deployments", len(list))
	}
	deployment, _, err := s.client.Deployments().Info(list[0].ID, nil)
	if err != nil {
		return err
	}
	allocs, _, err := s.client.Deployments().Allocations(deployment.ID, nil)
	if err != nil {
		return err
	}
	return expect(len(allocs) == 1, "%d allocations", len(allocs))
}

func eventStream(s *session) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	topics := map[api.Topic][]string{api.TopicJob: {"*"}}
	events, err := s.client.EventStream().Stream(ctx, topics, 1, nil)
	if err != nil {
		return err
	}
	for batch := range events {
		if batch.Err != nil {
			return batch.Err
		}
		for _, event := range batch.Events {
			job, err := event.Job()
			if err != nil {
				return err
			}
			return expect(*job.ID == jobID, "an event of %s", *job.ID)
		}
	}
	return fmt.Errorf("no event within 10 s")
}
