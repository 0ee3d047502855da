"""What invented reporters write in their own words, by offence."""

from collections.abc import Mapping
from types import MappingProxyType

SAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "careless_due_care": (
            "The car in front overtook a cyclist with half a metre to spare while a van came the other way. "
            "The rider wobbled and stopped at the kerb, and I had to brake hard.",
            "Passed the cyclist so close that the mirror nearly touched his elbow. There was room to wait.",
            "Overtook on the approach to the bend and cut in on a woman on a bicycle. She shouted. It did not stop.",
            "It squeezed between the cyclist and the oncoming van. I was two lengths behind with my dashcam running.",
            "Close pass in the rush hour. Ten seconds would have done it. Sorry about the dirty windscreen.",
        ),
        "careless_inconsiderate": (
            "The driver came down the empty lane that was closed ahead and pushed in with centimetres to spare. I had "
            "to brake hard, and my two children were in the back.",
            "Came past on the right, cut in with hardly a length to spare and braked. All behind me braked, too.",
            "Overtook the whole queue and pushed in at the front as if nobody else were there.",
        ),
        "dangerous": (
            "They overtook me on the wrong side of the road towards the brow of the hill. A car coming the other way "
            "had to stop dead. I have never seen anything like it.",
        ),
        "mobile_phone": (
            "The driver in front of me was holding a phone in the right hand and typing with the thumb for the whole "
            "length of the queue, then drove off still looking at it.",
            "Phone held up to the ear, weaving in the lane. You can see the light of the screen at 0:03.",
            "The driver in front was filming something out of the window with a phone while moving. My dashcam has it "
            "clearly all the way to the lights.",
            "Scrolling on a phone held against the steering wheel. I could see it in their door mirror.",
        ),
        "seat_belt_driver": (
            "No seat belt. The belt is hanging beside the seat the whole time, you can see the buckle shine.",
            "The driver of the van was not wearing a belt and neither was the passenger.",
        ),
        "red_light": (
            "The lights had been red for three seconds at least. I had stopped, and the car behind me pulled out "
            "round me and drove straight through.",
            "Jumped the lights at the crossroads while people were starting to walk.",
            "Went through on red next to the school. My camera shows the light change well before the line.",
        ),
        "pelican_red": ("People had the green man, and this car went through the crossing right in front of them.",),
        "solid_white": (
            "Overtook across the double white lines on the bend, nothing to be seen ahead. The lines are clear in the "
            "video.",
        ),
        "s36_endorsable": ("Turned right where the sign says no right turn and held up the tram.",),
        "s36_nonendorsable": (
            "Drove through the no entry signs to save going round the block. It happens every morning.",
            "Went past the no entry sign at the end of the one-way street, met me head on and expected me to reverse.",
        ),
        "stop_sign": ("Did not even slow down at the stop sign. I was on the main road.",),
        "red_x": ("Stayed in the lane under the red X for three gantries and undertook all of us who had moved over.",),
        "ped_crossing_stop": (
            "Parked on the zig-zags outside the school with the engine off while parents were trying to cross.",
            "Stopped on the crossing itself to let somebody out. A lady with a pushchair had to go round in the road.",
        ),
        "ped_crossing_precedence": (
            "A man was half way over the zebra with his dog when this car went in front of him without slowing.",
        ),
        "obstruction": (
            "Parked fully on the pavement. A man in a wheelchair had to come into the road in front of me.",
            "Left on the corner across the dropped kerb again. This is the third time this week.",
            "Blocking the cycle lane with the hazard lights on. It was there for half an hour.",
            "The van is across the whole footway, and people with prams walk in the carriageway.",
        ),
        "dangerous_position": (
            "Stopped on the bend just past the brow where nobody can see it. I nearly ran into the back of it.",
            "Left opposite the junction so that buses cannot get round. There was nobody in it.",
        ),
        "plate_nonconform": ("The plate is the thin italic kind with the letters pushed together to make a name.",),
        "local_order": ("In the bus lane at ten past eight, past four buses, for the whole of the hill.",),
        "footway_driving": ("Drove along the pavement for thirty metres to get past the queue at the lights.",),
        "waiting": ("On double yellow lines outside the chemist for twenty minutes.",),
        "door": ("Opened the driver's door without looking, and I only just missed it.",),
    }
)
