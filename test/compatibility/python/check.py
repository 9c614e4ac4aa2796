"""Calls the API at NOMAD_ADDR with python-nomad, and says of each call whether the answer is what was done before."""

import os
import sys
import time
import traceback
from urllib.parse import urlparse

import nomad

JOB = "py-sleep"
HCL = f"""
job "{JOB}" {{
  type = "service"
  group "g" {{
    count = 1
    task "t" {{
      driver = "raw_exec"
      config {{
        command = "sh"
        args    = ["-c", "echo hello; exec sleep 600"]
      }}
      resources {{
        cpu    = 20
        memory = 32
      }}
    }}
  }}
}}
"""
RUNNING_WITHIN_S = 60

address = urlparse(os.environ["NOMAD_ADDR"])
client = nomad.Nomad(host=address.hostname, port=address.port, timeout=20)


def until(read, holds):
    """What `read` answers once `holds` is true of it; asks again until then, for a limited time."""
    deadline = time.monotonic() + RUNNING_WITHIN_S
    while True:
        answer = read()
        if holds(answer):
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"still {answer}")
        time.sleep(0.1)


def job_is_parsed_validated_and_planned(state):
    state["job"] = client.jobs.parse(HCL, canonicalize=True)
    assert state["job"]["ID"] == JOB
    assert client.validate.validate_job({"Job": state["job"]}).status_code == 200
    plan = client.job.plan_job(JOB, {"Job": state["job"]}, diff=True)
    assert plan["Annotations"]["DesiredTGUpdates"]["g"]["Place"] == 1, plan
    assert plan["Diff"]["Type"] == "Added", plan["Diff"]


def job_is_registered_and_runs(state):
    answer = client.job.register_job(JOB, {"Job": state["job"]})
    state["eval"] = answer["EvalID"]
    assert JOB in client.job
    assert client.evaluation[state["eval"]]["JobID"] == JOB
    allocs = until(
        lambda: client.job.get_allocations(JOB),
        lambda allocs: [a["ClientStatus"] for a in allocs] == ["running"],
    )
    state["alloc"] = allocs[0]["ID"]
    state["node"] = allocs[0]["NodeID"]


def job_is_listed_with_what_belongs_to_it(_):
    assert [job["ID"] for job in client.jobs.get_jobs(prefix="py-")] == [JOB]
    assert client.job.get_versions(JOB)["Versions"][0]["Version"] == 0
    assert client.job.get_summary(JOB)["Summary"]["g"]["Running"] == 1
    assert len(client.job.get_evaluations(JOB)) >= 1
    assert len(client.job.get_deployments(JOB)) == 1


def allocation_is_read(state):
    assert client.allocation.get_allocation(state["alloc"])["JobID"] == JOB
    assert state["alloc"] in [a["ID"] for a in client.allocations.get_allocations()]
    assert state["eval"] in [e["ID"] for e in client.evaluations.get_evaluations()]
    assert client.evaluation.get_allocations(state["eval"])[0]["ID"] == state["alloc"]


def files_and_logs_are_read(state):
    names = [f["Name"] for f in client.client.ls.list_files(state["alloc"])]
    assert "t" in names, names
    log = "alloc/logs/t.stdout.0"
    assert client.client.stat.stat_file(state["alloc"], log)["Size"] == 6
    assert client.client.cat.read_file(state["alloc"], log) == "hello\n"
    assert client.client.read_at.read_file_offset(state["alloc"], 1, 4, log) == "ello"
    assert "hello" in client.client.stream_logs.stream(
        state["alloc"], "t", "stdout", plain=True
    )


def statistics_are_read(state):
    assert client.client.stats.read_stats(state["node"])["Memory"]["Total"] > 0
    usage = client.client.allocation.read_allocation_stats(state["alloc"])
    assert usage["Tasks"]["t"]["ResourceUsage"]["MemoryStats"]["RSS"] > 0, usage


def deployment_succeeds(_):
    done = until(
        lambda: client.job.get_deployment(JOB),
        lambda deployment: deployment["Status"] == "successful",
    )
    assert client.deployment.get_deployment(done["ID"])["JobID"] == JOB
    assert done["ID"] in [d["ID"] for d in client.deployments.get_deployments()]
    assert len(client.deployment.get_deployment_allocations(done["ID"])) == 1


def node_is_read_and_kept_from_new_work(state):
    assert client.nodes.get_nodes()[0]["ID"] == state["node"]
    assert len(client.node.get_allocations(state["node"])) == 1
    client.node.eligible_node(state["node"], ineligible=True)
    assert client.node[state["node"]]["SchedulingEligibility"] == "ineligible"
    client.node.eligible_node(state["node"], eligible=True)


def namespace_comes_and_goes(_):
    client.namespace.create_namespace({"Name": "py", "Description": "by Python"})
    assert client.namespace.get_namespace("py")["Description"] == "by Python"
    assert "py" in [n["Name"] for n in client.namespaces.get_namespaces()]
    client.namespace.delete_namespace("py")


def variable_comes_and_goes(_):
    client.variable.create_variable("py/v", {"Items": {"user": "me"}})
    assert client.variable.get_variable("py/v")["Items"] == {"user": "me"}
    assert [v["Path"] for v in client.variables.get_variables(prefix="py/")] == ["py/v"]
    client.variable.delete_variable("py/v")
    assert client.variables.get_variables(prefix="py/") == []


def names_are_searched(_):
    assert client.search.search("py-", "jobs")["Matches"]["jobs"] == [JOB]
    assert JOB in str(client.search.fuzzy_search("sleep", "jobs"))


def events_are_streamed(_):
    thread, stop, events = client.event.stream.get_stream(
        index=0, topic={"Job": JOB}, timeout=30
    )
    thread.daemon = True
    thread.start()
    try:
        batch = events.get(timeout=30)
        assert batch["Events"][0]["Key"] == JOB, batch
    finally:
        stop.set()


def cluster_is_described(_):
    assert client.agent.get_agent()["config"]["Region"] == "global"
    assert len(client.agent.get_members()["Members"]) == 1
    assert ":" in client.status.leader.get_leader()
    assert len(client.status.peers.get_peers()) == 1
    assert client.regions.get_regions() == ["global"]
    assert client.operator.get_configuration()["Servers"][0]["Leader"] is True
    assert "Gauges" in client.metrics.get_metrics()
    assert client.scaling.get_scaling_policies() == []


def job_is_reverted_and_stopped(state):
    changed = {**state["job"], "Priority": 60}
    client.job.register_job(JOB, {"Job": changed})
    client.job.revert_job(JOB, 0)
    assert client.job[JOB]["Priority"] == 50
    client.job.evaluate_job(JOB)
    client.job.deregister_job(JOB, purge=True)
    assert JOB not in client.job
    client.system.initiate_garbage_collection()
    client.system.reconcile_summaries()


def what_is_not_there_is_told(_):
    try:
        client.job.get_job("py-nothing")
    except nomad.api.exceptions.URLNotFoundNomadException:
        return
    raise AssertionError("no exception")


CHECKS = [
    job_is_parsed_validated_and_planned,
    job_is_registered_and_runs,
    job_is_listed_with_what_belongs_to_it,
    allocation_is_read,
    files_and_logs_are_read,
    statistics_are_read,
    deployment_succeeds,
    node_is_read_and_kept_from_new_work,
    namespace_comes_and_goes,
    variable_comes_and_goes,
    names_are_searched,
    events_are_streamed,
    cluster_is_described,
    job_is_reverted_and_stopped,
    what_is_not_there_is_told,
]


def main():
    state, failed = {}, 0
    for check in CHECKS:
        name = check.__name__.replace("_", " ")
        try:
            check(state)
            print(f"ok   {name}")
        except Exception:  # each check is told of by itself, and the next ones go on
            failed += 1
            print(f"FAIL {name}\n{traceback.format_exc()}")
    print(f"{len(CHECKS) - failed} of {len(CHECKS)} as python-nomad expects")
    return 1 if failed else 0


sys.exit(main())
