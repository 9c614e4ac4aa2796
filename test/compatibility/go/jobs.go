package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/nomad/api"
)

const jobID = "sdk-check"

const jobFile = `
job "sdk-check" {
  group "app" {
    network {
      port "http" {}
    }
    service {
      name     = "sdk-web"
      provider = "nomad"
      port     = "http"
    }
    task "server" {
      driver = "mock_driver"
      config {
        run_for       = "600s"
        stdout_string = "hello from the task"
      }
      resources {
        cpu    = 20
        memory = 16
      }
    }
  }
}
`

func jobChecks() []check {
	return []check{
		{"Jobs.ParseHCL, Validate, Plan, Register", register},
		{"Jobs.List as a blocking query", blockingList},
		{"Jobs.Info", func(s *session) error {
			job, _, err := s.client.Jobs().Info(jobID, nil)
			if err != nil {
				return err
			}
			return expect(*job.Type == "service" && len(job.TaskGroups) == 1, "unexpected job %v", job)
		}},
		{"Jobs.Summary", func(s *session) error {
			summary, _, err := s.client.Jobs().Summary(jobID, nil)
			if err != nil {
				return err
			}
			return expect(len(summary.Summary) == 1, "unexpected summary %v", summary)
		}},
		{"Jobs.Versions", func(s *session) error {
			versions, _, _, err := s.client.Jobs().Versions(jobID, false, nil)
			if err != nil {
				return err
			}
			return expect(len(versions) == 1, "%d versions", len(versions))
		}},
		{"Jobs.Evaluations", func(s *session) error {
			evals, _, err := s.client.Jobs().Evaluations(jobID, nil)
			if err != nil {
				return err
			}
			return expect(len(evals) > 0, "no evaluations")
		}},
		{"Jobs.Allocations, until one runs", allocationRuns},
		{"Jobs.LatestDeployment, Deployments", func(s *session) error {
			latest, _, err := s.client.Jobs().LatestDeployment(jobID, nil)
			if err != nil {
				return err
			}
			all, _, err := s.client.Jobs().Deployments(jobID, true, nil)
			if err != nil {
				return err
			}
			return expect(latest != nil && len(all) == 1, "latest %v, %d in all", latest, len(all))
		}},
		{"Jobs.ScaleStatus", func(s *session) error {
			status, _, err := s.client.Jobs().ScaleStatus(jobID, nil)
			if err != nil {
				return err
			}
			return expect(len(status.TaskGroups) == 1, "unexpected status %v", status)
		}},
		{"Jobs.Submission", func(s *session) error {
			submission, _, err := s.client.Jobs().Submission(jobID, 0, nil)
			if err != nil {
				return err
			}
			return expect(submission.Source == jobFile, "another source: %q", submission.Source)
		}},
		{"Jobs.ForceEvaluate", func(s *session) error {
			id, _, err := s.client.Jobs().ForceEvaluate(jobID, nil)
			if err != nil {
				return err
			}
			return expect(id != "", "no evaluation")
		}},
	}
}

func register(s *session) error {
	jobs := s.client.Jobs()
	job, err := jobs.ParseHCL(jobFile, true)
	if err != nil {
		return err
	}
	validated, _, err := jobs.Validate(job, nil)
	if err != nil {
		return err
	}
	if len(validated.ValidationErrors) > 0 {
		return errors.New(validated.Error)
	}
	plan, _, err := jobs.Plan(job, true, nil)
	if err != nil {
		return err
	}
	if plan.Diff.Type != "Added" {
		return fmt.Errorf("the plan's diff is %s", plan.Diff.Type)
	}
	options := &api.RegisterOptions{Submission: &api.JobSubmission{Source: jobFile, Format: "hcl2"}}
	answer, _, err := jobs.RegisterOpts(job, options, nil)
	if err != nil {
		return err
	}
	s.evalID = answer.EvalID
	return expect(s.evalID != "", "no evaluation")
}

func blockingList(s *session) error {
	list, meta, err := s.client.Jobs().List(nil)
	if err != nil {
		return err
	}
	if len(list) != 1 || meta.LastIndex == 0 {
		return fmt.Errorf("%d jobs at index %d", len(list), meta.LastIndex)
	}
	wait := &api.QueryOptions{WaitIndex: meta.LastIndex + 1_000, WaitTime: 100 * time.Millisecond}
	_, _, err = s.client.Jobs().List(wait)
	return err
}

func allocationRuns(s *session) error {
	options := &api.QueryOptions{WaitTime: 5 * time.Second}
	deadline := time.Now().Add(30 * time.Second)
	for time.Now().Before(deadline) {
		allocs, meta, err := s.client.Jobs().Allocations(jobID, false, options)
		if err != nil {
			return err
		}
		for _, alloc := range allocs {
			if alloc.ClientStatus == api.AllocClientStatusRunning {
				s.allocID, s.nodeID = alloc.ID, alloc.NodeID
				return nil
			}
		}
		options.WaitIndex = meta.LastIndex
	}
	return errors.New("no allocation runs after 30 s")
}
