"""FastAPI with slowapi and the instrumentator, behind the same token check. Prints its port."""
import os
import socket

import jwt
import uvicorn
from fastapi import FastAPI, Request
from prometheus_fastapi_instrumentator import Instrumentator
from pydantic import BaseModel
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded


def caller(request: Request) -> str:
    token = request.headers["authorization"][len("Bearer "):]
    return jwt.decode(token, os.environ["JWT_SECRET"], algorithms=["HS256"])["sub"]


class Body(BaseModel):
    said: str


limiter = Limiter(key_func=caller, storage_uri=os.environ["REDIS_URL"], headers_enabled=False, in_memory_fallback_enabled=True)
app = FastAPI()
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)
Instrumentator().instrument(app).expose(app)


@app.post("/api/v1/trivial")
@limiter.limit("60/minute")
async def trivial(request: Request, body: Body):
    return {"status": "ok", "said": body.said}


@app.post("/api/v1/hot")
@limiter.limit("1000000/minute")
async def hot(request: Request, body: Body):
    return {"status": "ok", "said": body.said}


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])
