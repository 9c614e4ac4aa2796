# A web service: two instances behind names in the registry, each checked before the next is replaced.
#   steppe job run web.nomad.hcl; steppe alloc checks <allocation>
job "web" {
  datacenters = ["*"]

  group "app" {
    count = 2

    network {
      port "http" {}
    }

    service {
      name     = "web"
      provider = "nomad"
      port     = "http"
      tags     = ["v1"]

      check {
        name     = "alive"
        type     = "http"
        path     = "/health"
        interval = "1s"
        timeout  = "2s"
      }
    }

    update {
      max_parallel     = 1
      min_healthy_time = "1s"
    }

    shutdown_delay = "1s"

    task "server" {
      driver = "raw_exec"

      config {
        command = "node"
        args    = ["local/server.js"]
      }

      template {
        destination = "local/server.js"
        data        = <<-JS
          require('node:http')
            .createServer((request, answer) => answer.end(request.url === '/health' ? 'well' : 'hello\n'))
            .listen(process.env.NOMAD_PORT_http);
        JS
      }

      resources {
        cpu    = 50
        memory = 64
      }
    }
  }
}
