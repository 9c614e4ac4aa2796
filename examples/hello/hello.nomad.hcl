# A web server that needs no image: `npm start` runs it on a dev agent.
job "hello" {
  datacenters = ["*"]

  group "web" {
    network {
      port "http" {}
    }

    task "server" {
      driver = "raw_exec"

      config {
        command = "node"
        args = ["-e", <<-JS
          require('node:http')
            .createServer((request, response) => response.end('hello from ' + process.env.NOMAD_ALLOC_ID + '\n'))
            .listen(process.env.NOMAD_PORT_http, () => console.log('listening on port ' + process.env.NOMAD_PORT_http));
        JS
        ]
      }

      resources {
        cpu    = 50
        memory = 64
      }
    }

    # Healthy after a second of running, so that the deployment is done soon.
    update {
      min_healthy_time = "1s"
    }
  }
}
