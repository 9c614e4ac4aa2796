# A proxy whose configuration lists the instances of web, and that reads it anew when they change.
#   steppe job run proxy.nomad.hcl; steppe job scale web app 3; steppe alloc logs <allocation>
job "proxy" {
  datacenters = ["*"]

  group "edge" {
    update {
      min_healthy_time = "1s"
    }

    task "proxy" {
      driver = "raw_exec"

      config {
        command = "/bin/sh"
        args    = ["-c", "read_it() { echo \"config: $(tr '\\n' ' ' < local/upstreams)\"; }; trap read_it HUP; read_it; while true; do sleep 0.1; done"]
      }

      template {
        destination   = "local/upstreams"
        change_mode   = "signal"
        change_signal = "SIGHUP"
        splay         = "0s"
        data          = <<-T
          {{- range nomadService "web" }}
          server {{ .Address }}:{{ .Port }};
          {{- else }}
          # nobody
          {{- end }}
        T
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
